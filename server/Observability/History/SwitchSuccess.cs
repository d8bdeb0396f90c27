namespace ClaudeSidecar.Observability.History;

/// <summary>How sessions fared before they were moved away, and afterwards. Pure.</summary>
/// <param name="Switches">Switches away that are over.</param>
/// <param name="Before">The last two hours of those sessions where they were.</param>
/// <param name="After">All of it where they went.</param>
public sealed record SwitchSuccess(int Switches, SuccessTally Before, SuccessTally After)
{
    // What a session did yesterday says nothing of the switch.
    private static readonly TimeSpan Lookback = TimeSpan.FromHours(2);

    /// <summary>Puts requests and switches together.</summary>
    /// <param name="switches">Every switch.</param>
    /// <param name="requests">Every request, in order; looked at once.</param>
    public static SwitchSuccess Of(IReadOnlyList<SwitchRecord> switches, IEnumerable<RequestRecord> requests)
    {
        var away = switches.Where(record => record is { Trigger: not "return", EndedAt: not null, Key: not null }).ToLookup(record => record.Key!);
        var (before, after) = (new SuccessTally(), new SuccessTally());
        if (away.Count == 0)
        {
            return new(0, before, after);
        }

        // A turn that was carried over was not ended here, and is one to end there.
        var carried = away.Sum(session => session.Count(record => record.InTurn));
        var failed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in requests.Where(request => request.IsTurn() && request.Key is not null && away.Contains(request.Key)))
        {
            var tally = Tally(request, failed);
            if (away[request.Key!].Any(record => record.To == request.Backend && record.At <= request.At && request.At <= record.EndedAt))
            {
                after += tally;
            }
            else if (away[request.Key!].Any(record => record.From == request.Backend && request.At < record.At && record.At - request.At <= Lookback))
            {
                before += tally;
            }
        }

        return new(away.Sum(session => session.Count()), before with { Turns = Math.Max(0, before.Turns - carried) }, after with { Turns = after.Turns + (after.Requests > 0 ? carried : 0) });
    }

    private static SuccessTally Tally(RequestRecord request, HashSet<string> failed)
    {
        // A turn that is tried again is the same one.
        var isAgain = failed.Remove(request.Key!);
        if (request.HasFailed())
        {
            failed.Add(request.Key!);
        }

        return new()
        {
            Requests = 1,
            Failed = request.HasFailed() ? 1 : 0,
            Turns = request.StartsTurn && !isAgain ? 1 : 0,
            Finished = request.Stop is "end_turn" or "stop_sequence" ? 1 : 0,
            ToolResults = request.ToolResults,
            ToolErrors = request.ToolErrors,
        };
    }
}
