using System.Globalization;
using System.Text;

namespace ClaudeSidecar.Tests.Replay;

/// <summary>What came of one or many traces.</summary>
internal sealed class ReplayReport
{
    private readonly List<WindowRun> _runs = [];

    /// <summary>Requests played.</summary>
    public int Requests { get; private set; }

    /// <summary>Requests that Claude answered.</summary>
    public int ByClaude { get; private set; }

    /// <summary>Limits that requests met, and that another backend's answer hid.</summary>
    public int Rescued { get; private set; }

    /// <summary>Limits that a client saw.</summary>
    public int Visible { get; private set; }

    /// <summary>Turns that were moved in the middle of their tool loop: a limit left no choice.</summary>
    public int MovedInToolLoop { get; private set; }

    /// <summary>Turns that were moved in the middle of their tool loop although nothing forced it.</summary>
    public int MovedInToolLoopForNothing { get; private set; }

    /// <summary>The most switches in one direction that one session made for one window.</summary>
    public int MostSwitches { get; private set; }

    /// <summary>Windows that Claude answered in.</summary>
    public IReadOnlyList<WindowRun> Windows => _runs;

    /// <summary>Windows that somebody used up.</summary>
    public int UsedUp => _runs.Count(run => run.Used >= 1);

    /// <summary>Windows that turns left before the limit.</summary>
    public IReadOnlyList<WindowRun> LeftEarly => [.. _runs.Where(run => run.LeftAtSwitch is not null)];

    /// <summary>Windows that would have lasted until their reset.</summary>
    public IReadOnlyList<WindowRun> LeftForNothing => [.. _runs.Where(run => run.SwitchedForNothing)];

    /// <summary>The share that was left at an early switch, in the middle of them.</summary>
    public double MedianLeft => Median([.. LeftEarly.Select(run => run.LeftAtSwitch!.Value)]);

    /// <summary>The share that was never used of windows that were left early, in the middle of them.</summary>
    public double MedianUnused => Median([.. LeftEarly.Select(run => Math.Max(0, 1 - run.Used))]);

    /// <summary>Takes in one trace.</summary>
    public static ReplayReport Of(Replay replay)
    {
        var report = new ReplayReport
        {
            Requests = replay.Requests,
            ByClaude = replay.ByClaude,
            Rescued = replay.Rescued,
            Visible = replay.Visible,
            MovedInToolLoop = replay.MovedInToolLoop,
            MovedInToolLoopForNothing = replay.MovedInToolLoopForNothing,
            MostSwitches = replay.Switches.Values.DefaultIfEmpty().Max(),
        };
        report._runs.AddRange(replay.Windows.Where(run => run.Answers > 0));
        return report;
    }

    /// <summary>All of them as one.</summary>
    public static ReplayReport Sum(IEnumerable<ReplayReport> reports)
    {
        var sum = new ReplayReport();
        foreach (var one in reports)
        {
            sum.Requests += one.Requests;
            sum.ByClaude += one.ByClaude;
            sum.Rescued += one.Rescued;
            sum.Visible += one.Visible;
            sum.MovedInToolLoop += one.MovedInToolLoop;
            sum.MovedInToolLoopForNothing += one.MovedInToolLoopForNothing;
            sum.MostSwitches = Math.Max(sum.MostSwitches, one.MostSwitches);
            sum._runs.AddRange(one._runs);
        }

        return sum;
    }

    /// <summary>A line of the table.</summary>
    public string Line(string name) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-18} {Windows.Count,7} {Requests,8} {UsedUp,7} {Visible,7} {Rescued,7} {LeftEarly.Count,6} {MedianLeft,8:P1} {MedianUnused,8:P1} {LeftForNothing.Count,5} {(Windows.Count == 0 ? 0 : (double)LeftForNothing.Count / Windows.Count),7:P2} {MostSwitches,8} {MovedInToolLoop,7}");

    /// <summary>The table's heading.</summary>
    public static string Heading => string.Create(
        CultureInfo.InvariantCulture,
        $"{"traces",-18} {"windows",7} {"requests",8} {"used up",7} {"visible",7} {"rescued",7} {"early",6} {"left",8} {"unused",8} {"false",5} {"",7} {"switches",8} {"in loop",7}");

    /// <summary>The table for traces grouped by kind.</summary>
    public static string Table(IReadOnlyDictionary<string, ReplayReport> kinds)
    {
        var text = new StringBuilder().AppendLine(Heading);
        foreach (var (kind, report) in kinds)
        {
            text.AppendLine(report.Line(kind));
        }

        return text.Append(Sum(kinds.Values).Line("all")).ToString();
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? 0 : values.Length % 2 == 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }
}
