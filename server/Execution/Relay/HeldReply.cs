using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Execution.Relay;

/// <summary>A reply of which as much has been read as it takes to know whether it is one. Nothing has reached the client yet.</summary>
public sealed class HeldReply : IAsyncDisposable
{
    /// <summary>The reply.</summary>
    public required UpstreamReply Reply { get; init; }

    /// <summary>What has been read of its body, as it came.</summary>
    public required ReadOnlyMemory<byte> Held { get; init; }

    /// <summary>The rest of the body, where <see cref="IsWhole"/> is false.</summary>
    public IAsyncEnumerator<ReadOnlyMemory<byte>>? Rest { get; init; }

    /// <summary>True when <see cref="Held"/> is the whole body.</summary>
    public bool IsWhole => Rest is null;

    /// <summary>What the body shows, where the status alone does not tell.</summary>
    public FailureKind Failure { get; init; }

    /// <summary>Counts its tokens as it goes to the client; null where nobody wants to know.</summary>
    public AnswerMeter? Meter { get; set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Rest is not null)
        {
            await Rest.DisposeAsync();
        }

        await Reply.DisposeAsync();
    }
}
