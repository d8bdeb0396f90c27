using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Dialects;

/// <summary>The dialects that a model can be asked in.</summary>
internal static class ModelDialects
{
    private static readonly OpenAiDialect OpenAi = new();

    /// <summary>The dialect for a server: the user's word first, else the one in which that make can do most.</summary>
    /// <param name="configured">What the user set.</param>
    /// <param name="kind">The server's make.</param>
    public static IDialect For(Dialect configured, ServerKind kind) => (configured == Dialect.Auto ? kind.Preferred : configured) switch
    {
        _ => OpenAi,
    };
}
