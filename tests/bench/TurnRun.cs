using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Execution.Prepare;

namespace ClaudeSidecar.Benchmarks;

/// <summary>
/// What a turn costs that is added to a session of 200 000 tokens: reading it, counting, remembering, fitting, all of it. A percentile of
/// turns is what counts, not a mean, since cutting anew comes up in some of them only.
/// </summary>
internal static class TurnRun
{
    private const int Begun = 200_000;
    private const double MostCold = 150;
    private const double MostAdded = 5;

    private static readonly int[] Windows = [8192, 16384, 32768, 65536, 131072];

    /// <summary>The exit code: 1 where a bound is missed.</summary>
    /// <param name="turns">How many are added.</param>
    public static int Run(int turns)
    {
        // What the compiler does at run time is not the session's.
        foreach (var window in Windows)
        {
            Measure(Bodies(turns, salt: -window), window);
        }

        var isMissed = false;
        Console.WriteLine("| window | session | cold | added: median | 99 of 100 | worst | cut anew | allocated a turn | kept |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var window in Windows)
        {
            var run = Measure(Bodies(turns, salt: window), window);
            isMissed |= run.Cold > MostCold || run.At(0.99) > MostAdded;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {window / 1024}k | {run.First / 1000}k to {run.Last / 1000}k | {run.Cold:F0} ms | {run.At(0.5):F1} ms | {run.At(0.99):F1} ms | {run.At(1):F1} ms | {run.Anew} of {turns} | {run.Allocated / turns / 1024} KB | {run.Kept / 1048576.0:F1} MB |"));
        }

        Console.WriteLine(isMissed ? $"More than {MostCold} ms cold, or {MostAdded} ms for an added turn." : "Within the bounds.");
        return isMissed ? 1 : 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Figures Measure(byte[][] bodies, int window)
    {
        var room = window - Math.Min(8192, window / 4) - PromptSize.Estimate("{}"u8);
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var session = new SessionContext(static limits => limits);
        var started = TimeProvider.System.GetTimestamp();
        var first = session.Fit(bodies[0], "local", room)!.Before;
        var run = new Figures { Cold = Since(started), First = first };
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        foreach (var body in bodies.AsSpan(1))
        {
            started = TimeProvider.System.GetTimestamp();
            var fit = session.Fit(body, "local", room)!;
            run.Added.Add(Since(started));
            run.Anew += fit.Anew ? 1 : 0;
            run.Last = fit.Before;
        }

        run.Allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        run.Kept = GC.GetTotalMemory(forceFullCollection: true) - memory;
        GC.KeepAlive(session);
        return run;
    }

    private static double Since(long started) => TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;

    private static byte[][] Bodies(int turns, int salt)
    {
        var turn = new SessionTurns(salt);
        var messages = new StringBuilder(turn.Beginning());
        while (PromptSize.Estimate(Body(messages)) < Begun)
        {
            for (var i = 0; i < 10; i++)
            {
                messages.Append(turn.Next());
            }
        }

        var bodies = new byte[turns + 1][];
        for (var i = 0; i < bodies.Length; i++)
        {
            bodies[i] = Body(messages);
            messages.Append(turn.Next());
        }

        return bodies;
    }

    private static byte[] Body(StringBuilder messages) =>
        Encoding.UTF8.GetBytes($$"""{"model":"m","max_tokens":32000,"system":[{"type":"text","text":"{{SessionTurns.System}}"}],"tools":[{{SessionTurns.Tools}}],"messages":[{{messages}}]}""");

    private sealed class Figures
    {
        public required double Cold { get; init; }

        public required int First { get; init; }

        public int Last { get; set; }

        public int Anew { get; set; }

        public long Allocated { get; set; }

        public long Kept { get; set; }

        public List<double> Added { get; } = [];

        public double At(double share) => Added.Order().ElementAt((int)Math.Ceiling((Added.Count - 1) * share));
    }
}
