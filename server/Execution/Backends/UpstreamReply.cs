using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>A backend's answer, in Anthropic's dialect whoever gave it, its body not yet read out.</summary>
public sealed class UpstreamReply : IAsyncDisposable
{
    /// <summary>HTTP status, 200 … 599; 0 when no answer arrived and <see cref="Failure"/> says why.</summary>
    public required int Status { get; init; }

    /// <summary>Headers to give the client; those of one connection are taken out already.</summary>
    public IHeaderDictionary Headers { get; init; } = new HeaderDictionary();

    /// <summary>
    /// The body in pieces, each to be written and flushed at once. A piece is valid until the next one is asked for.
    /// Can be enumerated once.
    /// </summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> Body { get; init; } = NothingAsync();

    /// <summary>True when the backend has seen to it itself that the first piece is the client's: nothing of it is to be held back, a ping least of all.</summary>
    public bool IsOpen { get; init; }

    /// <summary>What is known to have failed before a body: connection, timeout, a refusal that the backend itself understood.</summary>
    public FailureKind Failure { get; init; }

    /// <summary>The failure in words for logs and status; never prompt text, never a secret.</summary>
    public string? FailureDetail { get; init; }

    /// <summary>
    /// Tells, once the body has been read, whether it ended in a failure that it told the client itself, in a well-formed way; null
    /// for a body of which only its end is known.
    /// </summary>
    public Func<FailureKind>? Outcome { get; init; }

    /// <summary>Releases the connection; called exactly once.</summary>
    public Func<ValueTask>? Release { get; init; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Release?.Invoke() ?? ValueTask.CompletedTask;

    /// <summary>An answer that never came.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="detail">The same in words.</param>
    public static UpstreamReply Failed(FailureKind kind, string detail) => new() { Status = 0, Failure = kind, FailureDetail = detail };

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> NothingAsync()
    {
        await Task.CompletedTask;
        yield break;
    }
}
