using ClaudeSidecar.Tests.Context.Sessions;

namespace ClaudeSidecar.Benchmarks;

/// <summary>Replays the sessions that `tests/e2e/sessions/record.mjs` has recorded, and says how they fare in small windows.</summary>
internal static class FitRun
{
    /// <summary>The exit code: 1 where a bound is missed.</summary>
    public static int Run(string folder, string[] names)
    {
        var sessions = RecordedSession.All(folder).Where(session => names.Length == 0 || names.Contains(session.Name)).ToArray();
        if (sessions.Length == 0)
        {
            Console.Error.WriteLine($"There are no recorded sessions in {folder}.");
            return 1;
        }

        var report = new FitReport([.. sessions.SelectMany(SessionReplay.Run)]);
        report.Write(Console.Out);
        return report.Misses.Count == 0 ? 0 : 1;
    }
}
