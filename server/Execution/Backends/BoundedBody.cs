namespace ClaudeSidecar.Execution.Backends;

/// <summary>Reads bodies that should be small, whatever the server sends.</summary>
internal static class BoundedBody
{
    /// <summary>Reads at most <paramref name="most"/> bytes; what is beyond them is left unread.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[Math.Min(most, 4096)];
        var length = 0;
        while (length < most)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(most, buffer.Length * 2L));
            }

            var count = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                break;
            }

            length += count;
        }

        return buffer.AsMemory(0, length);
    }
}
