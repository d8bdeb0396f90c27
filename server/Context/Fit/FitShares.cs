namespace ClaudeSidecar.Context.Fit;

/// <summary>What each part may have of the room. The next tighter one is taken only where the least that must stay does not fit with the one before.</summary>
/// <param name="System">System text, as a share of the room.</param>
/// <param name="Tools">Tool definitions.</param>
/// <param name="Instructions">Each block before the model's first message: CLAUDE.md, the first task, notes of the client.</param>
/// <param name="Workspace">README and what is being edited.</param>
/// <param name="Brief">What is told of the turns that are left out.</param>
internal sealed record FitShares(double System, double Tools, double Instructions, double Workspace, double Brief)
{
    /// <summary>From what is usual to the least.</summary>
    public static IReadOnlyList<FitShares> FromWideToTight { get; } =
    [
        new(System: 0.25, Tools: 0.25, Instructions: 0.15, Workspace: 0.15, Brief: 0.12),
        new(System: 0.15, Tools: 0.18, Instructions: 0.08, Workspace: 0.05, Brief: 0.10),
        new(System: 0.08, Tools: 0.05, Instructions: 0.04, Workspace: 0, Brief: 0.05),
    ];

    /// <summary>Each part's tokens.</summary>
    public static int Of(double share, int room, int least) => Math.Max(least, (int)(room * share));
}
