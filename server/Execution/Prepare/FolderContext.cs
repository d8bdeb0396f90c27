using ClaudeSidecar.Context.Fit;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Context.Workspace;

namespace ClaudeSidecar.Execution.Prepare;

/// <summary>Adds to a fit what is known of the session's folder. Never waits: what is not known yet is left out.</summary>
/// <param name="folders">What is known.</param>
public sealed class FolderContext(WorkspaceBook folders)
{
    /// <summary>The limits, with what is known of a folder.</summary>
    /// <param name="folder">Absolute path; null where it is not known.</param>
    /// <param name="limits">What the fit may have.</param>
    public FitLimits Add(string? folder, FitLimits limits) => folder is null || folders.Of(folder) is not { } known ? limits : limits with
    {
        Readme = room => WorkspaceBrief.Readme(known, room, PromptSize.OfText),
        Edits = room => WorkspaceBrief.Write(known, room, PromptSize.OfText),
    };
}
