namespace ClaudeSidecar.Context.Fit;

/// <summary>What each part may have of the room. The next tighter one is taken only where the least that must stay does not fit with the one before.</summary>
/// <param name="System">System text, as a share of the room.</param>
/// <param name="Tools">Tool definitions.</param>
/// <param name="Instructions">Each block before the model's first message: CLAUDE.md, the first task, notes of the client.</param>
/// <param name="Workspace">README and what is being edited.</param>
/// <param name="Brief">What is told of the turns that are left out.</param>
internal sealed record FitShares(double System, double Tools, double Instructions, double Workspace, double Brief)
{
    // Below this much room each turn must be of use: what is told beside the conversation takes the place of turns, and a prompt that is
    // full after each cut has another beginning every few turns.
    private const int Small = 8192;

    private static readonly FitShares[] All =
    [
        new(System: 0.25, Tools: 0.25, Instructions: 0.15, Workspace: 0.15, Brief: 0.12),
        new(System: 0.18, Tools: 0.18, Instructions: 0.13, Workspace: 0.08, Brief: 0.12),
        new(System: 0.15, Tools: 0.18, Instructions: 0.08, Workspace: 0.05, Brief: 0.10),
        new(System: 0.08, Tools: 0.05, Instructions: 0.04, Workspace: 0, Brief: 0.05),
    ];

    /// <summary>From what is usual in so much room to the least.</summary>
    /// <param name="room">Tokens.</param>
    public static ReadOnlySpan<FitShares> FromWideToTight(int room) => All.AsSpan(room < Small ? 1 : 0);

    /// <summary>Each part's tokens.</summary>
    public static int Of(double share, int room, int least) => Math.Max(least, (int)(room * share));
}
