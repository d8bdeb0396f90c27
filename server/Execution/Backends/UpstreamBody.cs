using System.Buffers;
using System.Runtime.CompilerServices;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>An upstream's body in pieces as they arrive. A silent stream holds no buffer.</summary>
public static class UpstreamBody
{
    private const int PieceSize = 16 * 1024;

    /// <summary>Reads until the end. Throws <see cref="TimeoutException"/> after <paramref name="idleLimit"/> without a byte.</summary>
    /// <param name="response">The answer; not disposed here.</param>
    /// <param name="idle">Cancelled by its own timer only; shared with the request that gave the answer.</param>
    /// <param name="idleLimit">The longest silence.</param>
    /// <param name="cancellationToken">Gives the read up.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        HttpResponseMessage response, CancellationTokenSource idle, TimeSpan idleLimit, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var hangUp = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), idle);
        await using var stream = await response.Content.ReadAsStreamAsync(idle.Token);
        byte[]? buffer = null;
        try
        {
            while (true)
            {
                idle.CancelAfter(idleLimit);
                if (buffer is null)
                {
                    // Waits without a buffer: a thousand idle streams cost no sixteen megabytes.
                    await ReadOrTimeOutAsync(stream, Memory<byte>.Empty, idle, cancellationToken);
                    buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
                }

                var count = await ReadOrTimeOutAsync(stream, buffer.AsMemory(0, PieceSize), idle, cancellationToken);
                if (count == 0)
                {
                    yield break;
                }

                // While the client takes the piece the upstream is not waited for: a paused terminal is not its silence.
                idle.CancelAfter(Timeout.InfiniteTimeSpan);
                yield return buffer.AsMemory(0, count);
                if (count < PieceSize / 2)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = null;
                }
            }
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static async ValueTask<int> ReadOrTimeOutAsync(Stream stream, Memory<byte> into, CancellationTokenSource idle, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(into, idle.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && idle.IsCancellationRequested)
        {
            throw new TimeoutException("The upstream was silent for too long.");
        }
    }
}
