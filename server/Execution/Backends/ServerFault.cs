using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.OpenAi;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Why a try at a model server gave no answer.</summary>
/// <param name="Status">The status; 200 for an error inside a stream, 0 when none came.</param>
/// <param name="Message">The server's words; they may quote the conversation, and are never logged.</param>
internal sealed record ServerFault(int Status, string Message)
{
    /// <summary>What happened, where the status does not say it.</summary>
    public FailureKind Kind { get; init; }

    /// <summary>The same in words of ours, fit for a log; empty where the status says it.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Size of the prompt, where it is told; 0 = not told.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Size of the window, where it is told; 0 = not told.</summary>
    public int Window { get; init; }

    /// <summary>True when the prompt does not fit (edge case 107).</summary>
    public bool IsOverflow => Kind == FailureKind.TooLong;

    /// <summary>Reads an answer whose status is not 200.</summary>
    public static ServerFault Of(int status, ReadOnlyMemory<byte> body)
    {
        var error = ChatError.Read(body);
        var (prompt, window) = OverflowWording.Sizes(error.Message);
        var overflow = error.Window > 0 || OverflowWording.Matches(error.Message);
        return new(status, error.Message)
        {
            Kind = overflow ? FailureKind.TooLong : FailureKind.None,
            PromptTokens = error.PromptTokens > 0 ? error.PromptTokens : prompt,
            Window = error.Window > 0 ? error.Window : window,
        };
    }

    /// <summary>An answer that began with 200 and came to nothing.</summary>
    public static ServerFault Of(ReducerOutcome outcome)
    {
        var (prompt, window) = OverflowWording.Sizes(outcome.ServerWords);
        return new(200, outcome.ServerWords) { Kind = outcome.Kind, Detail = outcome.Detail, PromptTokens = prompt, Window = window };
    }

    /// <summary>No answer came at all.</summary>
    public static ServerFault Of(FailureKind kind, string detail) => new(0, "") { Kind = kind, Detail = detail };
}
