using ClaudeSidecar.Simulation.Local.Requests;

namespace ClaudeSidecar.Simulation.Local.Cache;

/// <summary>One prompt being read in a slot. The slot is free again once this is disposed of.</summary>
/// <param name="prompt">Its text.</param>
/// <param name="cached">Tokens of it that need not be read again.</param>
/// <param name="tokensPerSecond">How fast the others are read.</param>
/// <param name="linger">How long the server goes on after the client has left; null = until the prompt is read (local-servers 3.4).</param>
/// <param name="leave">Frees the slot; gets what was read of the text.</param>
/// <param name="time">The clock.</param>
internal sealed class PromptReading(string prompt, int cached, double tokensPerSecond, TimeSpan? linger, Action<string> leave, TimeProvider time) : IAsyncDisposable
{
    private readonly long _began = time.GetTimestamp();
    private bool _whole;

    /// <summary>Tokens of the prompt.</summary>
    public int Total { get; } = TokenCount.Of(prompt);

    /// <summary>Tokens that need not be read again.</summary>
    public int Cached => cached;

    /// <summary>Tokens that must be read.</summary>
    public int Computed => Total - cached;

    /// <summary>How long that takes.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(Computed / tokensPerSecond);

    /// <summary>The prompt has been read to its end.</summary>
    public void Finish() => _whole = true;

    /// <summary>Ends it. A prompt that was given up is kept as far as it was read until the server noticed.</summary>
    public async ValueTask DisposeAsync()
    {
        var left = Duration - time.GetElapsedTime(_began);
        var noticed = linger is { } most && most < left ? most : left;
        if (!_whole && linger != TimeSpan.Zero && noticed > TimeSpan.Zero)
        {
            await Task.Delay(noticed, time, CancellationToken.None);
        }

        var read = cached + (int)Math.Min(Computed, time.GetElapsedTime(_began).TotalSeconds * tokensPerSecond);
        leave(_whole ? prompt : prompt[..TokenCount.LengthOf(read, prompt)]);
    }
}
