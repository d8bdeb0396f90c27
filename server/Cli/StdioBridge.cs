using ClaudeSidecar.Rpc;

namespace ClaudeSidecar.Cli;

/// <summary>Copies bytes between an editor's pipes and the sidecar's socket until one of them ends.</summary>
internal static class StdioBridge
{
    // The sidecar answers what was asked before the editor closed its side, and closes in its turn; one that hangs does not hold us.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    /// <summary>Copies both ways.</summary>
    /// <param name="input">From the editor.</param>
    /// <param name="output">To the editor.</param>
    /// <param name="link">The sidecar.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">The link broke.</exception>
    public static async Task RunAsync(Stream input, Stream output, Stream link, TimeProvider time, CancellationToken cancellationToken)
    {
        var up = CopyInputAsync(input, link, cancellationToken);
        var down = link.CopyToAsync(output, cancellationToken);

        // A read of stdin cannot be cancelled: when the sidecar ends first, nobody waits for it.
        if (await Task.WhenAny(up, down) == down)
        {
            await down;
            return;
        }

        await up;
        if (RpcEndpoint.TryCloseOutput(link))
        {
            try
            {
                await down.WaitAsync(LastWords, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Its loss: the editor has gone already.
            }
        }
    }

    private static async Task CopyInputAsync(Stream input, Stream link, CancellationToken cancellationToken)
    {
        await input.CopyToAsync(link, cancellationToken);
        await link.FlushAsync(cancellationToken);
    }
}
