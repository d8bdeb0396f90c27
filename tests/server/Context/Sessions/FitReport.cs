using System.Globalization;

namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>The table of all scores, and what is asked of them.</summary>
/// <param name="scores">Each session in each window.</param>
internal sealed class FitReport(IReadOnlyList<FitScore> scores)
{
    private static readonly string[] Kinds = ["task", "decision", "file", "error", "todo"];

    /// <summary>What is not as it must be; nothing where all is well.</summary>
    public IReadOnlyList<string> Misses { get; } =
        [.. scores.GroupBy(score => score.Window).OrderBy(group => group.Key).SelectMany(MissesOf), .. PrefixMisses("all windows", scores, 0.9)];

    /// <summary>Writes the tables and the verdict.</summary>
    public void Write(TextWriter output)
    {
        output.WriteLine("| session | window | turns | refused | facts told | stale | prefix kept | shared | window used | p50 ms | p99 ms |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var score in scores)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {score.Session} | {score.Window / 1024}k | {score.Turns} | {score.Refused} | {Percent(score)} | {score.Stale} | {Percent(score.Kept, score.Pairs)} of {score.Pairs} | {score.Shared:P0} | {score.Used:P0} | {score.Time(0.5):F1} | {score.Time(0.99):F1} |"));
        }

        output.WriteLine();
        output.WriteLine($"| all sessions | refused | facts told | {string.Join(" | ", Kinds)} | stale | prefix kept |");
        output.WriteLine($"|---|---|---|{string.Concat(Kinds.Select(_ => "---|"))}---|---|");
        foreach (var group in scores.GroupBy(score => score.Window).OrderBy(group => group.Key))
        {
            var kinds = Kinds.Select(kind => Percent(group.Sum(score => score.Probes.GetValueOrDefault(kind).Told), group.Sum(score => score.Probes.GetValueOrDefault(kind).Asked)));
            output.WriteLine($"| {group.Key / 1024}k | {group.Sum(score => score.Refused)} | {Percent([.. group])} | {string.Join(" | ", kinds)} | {group.Sum(score => score.Stale)} | {Percent(group.Sum(score => score.Kept), group.Sum(score => score.Pairs))} |");
        }

        foreach (var score in scores)
        {
            WriteDetails(output, score);
        }

        output.WriteLine();
        output.WriteLine(Misses.Count == 0 ? "Everything is as it must be." : string.Join('\n', Misses));
    }

    private static void WriteDetails(TextWriter output, FitScore score)
    {
        foreach (var fault in score.Faults.Take(3))
        {
            output.WriteLine($"{score.Session} {score.Window / 1024}k, {fault}");
        }

        if (score.Window is >= 16384 and <= 32768)
        {
            foreach (var (name, times) in score.Missed.OrderByDescending(miss => miss.Value).Take(6))
            {
                output.WriteLine($"{score.Session} {score.Window / 1024}k, missing {times} times: {name}");
            }
        }
    }

    private static IEnumerable<string> MissesOf(IGrouping<int, FitScore> window)
    {
        var name = $"{window.Key / 1024}k";
        if (window.Sum(score => score.Refused) is > 0 and var refused)
        {
            yield return $"{name}: {refused} requests are refused, and none may be.";
        }

        var (told, asked) = Facts([.. window]);
        var least = window.Key switch { < 16384 => 0, < 32768 => 0.80, _ => 0.95 };
        if (told < asked * least)
        {
            yield return $"{name}: {Percent(told, asked)} of the facts are told, and {least:P0} must be.";
        }

        foreach (var miss in PrefixMisses(name, [.. window], 0.9))
        {
            yield return miss;
        }
    }

    private static IEnumerable<string> PrefixMisses(string name, IReadOnlyList<FitScore> some, double least)
    {
        var (kept, pairs) = (some.Sum(score => score.Kept), some.Sum(score => score.Pairs));
        return kept < pairs * least ? [$"{name}: the prefix is kept in {Percent(kept, pairs)} of the turns, and in {least:P0} it must be."] : [];
    }

    private static (int Told, int Asked) Facts(IReadOnlyList<FitScore> some) =>
        (some.Sum(score => score.Probes.Values.Sum(probe => probe.Told)), some.Sum(score => score.Probes.Values.Sum(probe => probe.Asked)));

    private static string Percent(params FitScore[] some)
    {
        var (told, asked) = Facts(some);
        return $"{Percent(told, asked)} of {asked}";
    }

    private static string Percent(int part, int whole) => whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:F1} %");
}
