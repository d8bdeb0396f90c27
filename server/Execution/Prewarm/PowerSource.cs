using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>
/// Says what the machine runs on. It is looked up only when somebody wants to know, and never watched. What an editor tells counts only
/// where the system says nothing: an editor may sit on another machine.
/// </summary>
/// <param name="look">Asks the system.</param>
public sealed class PowerSource(Func<CancellationToken, Task<PowerState>> look)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile PowerState _told;

    /// <summary>The one of this machine.</summary>
    /// <param name="time">Bounds the wait for an answer.</param>
    public static PowerSource OfThisMachine(TimeProvider time) => new(cancellationToken =>
        OperatingSystem.IsLinux() ? Task.FromResult(ReadLinux("/sys/class/power_supply"))
        : OperatingSystem.IsMacOS() ? AskMacAsync(time, cancellationToken)
        : Task.FromResult(OperatingSystem.IsWindows() ? AskWindows() : PowerState.Unknown));

    /// <summary>What the machine runs on at this moment.</summary>
    public async Task<PowerState> LookAsync(CancellationToken cancellationToken) =>
        await look(cancellationToken) is var seen and not PowerState.Unknown ? seen : _told;

    /// <summary>Takes in what an editor says.</summary>
    public void Told(PowerState state) => _told = state;

    /// <summary>
    /// What Linux says, in one folder for each supply. A battery of a mouse has the scope <c>Device</c> and does not count; a mains
    /// supply that is online does, whatever the battery does meanwhile.
    /// </summary>
    /// <param name="root">The folder.</param>
    internal static PowerState ReadLinux(string root)
    {
        try
        {
            var supplies = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
            var own = supplies.Where(supply => Read(supply, "scope") != "Device").ToArray();
            var batteries = own.Where(supply => Read(supply, "type") == "Battery").ToArray();
            return own.Any(supply => Read(supply, "type") is "Mains" or "USB" && Read(supply, "online") is "1" or "2") ? PowerState.Mains
                : batteries.Any(supply => Read(supply, "status") == "Discharging") ? PowerState.Battery
                : batteries.Length > 0 ? PowerState.Mains
                : PowerState.Unknown;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return PowerState.Unknown;
        }
    }

    /// <summary>What the first line of <c>pmset -g batt</c> says: <c>Now drawing from 'Battery Power'</c>.</summary>
    internal static PowerState ReadMac(string answer) =>
        answer.Contains("'Battery Power'", StringComparison.Ordinal) ? PowerState.Battery
        : answer.Contains("'AC Power'", StringComparison.Ordinal) ? PowerState.Mains
        : PowerState.Unknown;

    // A supply may vanish between two looks.
    private static string Read(string supply, string file)
    {
        var path = Path.Combine(supply, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }

    private static async Task<PowerState> AskMacAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var asked = Process.Start(new ProcessStartInfo("/usr/bin/pmset", ["-g", "batt"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return ReadMac(await asked.StandardOutput.ReadToEndAsync(either.Token));
        }
        catch (Exception failed) when (failed is Win32Exception or IOException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return PowerState.Unknown;
        }
    }

    private static PowerState AskWindows() => !GetSystemPowerStatus(out var status) ? PowerState.Unknown : status.LineStatus switch
    {
        0 => PowerState.Battery,
        1 => PowerState.Mains,
        _ => PowerState.Unknown,
    };

    [DllImport("kernel32", EntryPoint = "GetSystemPowerStatus")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetSystemPowerStatus(out SystemPower status);

    // Its twelve bytes as Windows fills them; only the first is read.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct SystemPower
    {
        public readonly byte LineStatus;
        public readonly byte BatteryFlag;
        public readonly byte BatteryPercent;
        public readonly byte SaverOn;
        public readonly uint SecondsLeft;
        public readonly uint SecondsFull;
    }
}
