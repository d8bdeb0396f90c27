namespace ClaudeSidecar.Observability.History;

/// <summary>Leaves out readings that tell nothing new. Not thread-safe.</summary>
internal sealed class ReadingFilter
{
    private const int MostAccounts = 64;

    // So often one is kept all the same: a line that does not move is told apart from nothing being heard.
    private static readonly TimeSpan Repeated = TimeSpan.FromMinutes(10);

    private readonly Dictionary<(string Account, string Source), ReadingRecord> _last = [];

    /// <summary>True for one that is to be kept.</summary>
    public bool Keeps(ReadingRecord reading)
    {
        var key = (reading.Account, reading.Source);
        if (!reading.StartsTurn && _last.TryGetValue(key, out var last) && reading.At - last.At < Repeated && reading.At >= last.At
            && reading.State == last.State && reading.OnExtraUsage == last.OnExtraUsage && reading.Windows.SequenceEqual(last.Windows))
        {
            return false;
        }

        if (_last.Count >= MostAccounts && !_last.ContainsKey(key))
        {
            _last.Clear();
        }

        _last[key] = reading;
        return true;
    }
}
