namespace ClaudeSidecar.Execution.Dialects;

/// <summary>How far a server obeys <c>tool_choice</c>.</summary>
public enum ChoiceSupport
{
    /// <summary>Ignores it: who wants no call must send no tools, and who wants one tool must send that one.</summary>
    None,

    /// <summary><c>auto</c>, <c>none</c> and <c>required</c>; a name is lost or refused.</summary>
    Words,

    /// <summary>A tool by its name as well.</summary>
    ByName,
}
