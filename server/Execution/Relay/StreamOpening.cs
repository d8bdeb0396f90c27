using System.Text.Json;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Execution.Relay;

/// <summary>What the beginning of an Anthropic event stream shows.</summary>
public enum OpeningState
{
    /// <summary>Not enough to tell.</summary>
    Undecided,

    /// <summary>The first real content has come: from here on the answer is the client's.</summary>
    Content,

    /// <summary>The first thing that came is an error (edge case 26).</summary>
    Error,
}

/// <summary>Looks at the first events of a stream, without changing a byte of them. Pings and <c>message_start</c> decide nothing (edge cases 24, 28).</summary>
public static class StreamOpening
{
    /// <summary>Judges all that has come so far.</summary>
    /// <param name="bytes">The stream from its first byte, decoded.</param>
    /// <param name="failure">The failure, where the state is <see cref="OpeningState.Error"/>.</param>
    public static OpeningState Judge(ReadOnlySpan<byte> bytes, out FailureKind failure)
    {
        failure = FailureKind.None;
        while (TryTakeEvent(ref bytes, out var block))
        {
            var (name, data) = Fields(block);
            if (data.Length == 0 || name.AsSpan().SequenceEqual("ping"u8) || name.AsSpan().SequenceEqual("message_start"u8))
            {
                continue;
            }

            if (name.AsSpan().SequenceEqual("error"u8))
            {
                failure = ErrorTypes.Kind(ErrorType(data));
                return OpeningState.Error;
            }

            return OpeningState.Content;
        }

        return OpeningState.Undecided;
    }

    /// <summary>What an error event says has gone wrong.</summary>
    /// <param name="bytes">A stream from the first byte of the event on, which is whole.</param>
    public static FailureKind ErrorKind(ReadOnlySpan<byte> bytes)
    {
        _ = Judge(bytes, out var failure);
        return failure;
    }

    // An event ends at an empty line; both line ends of the wire are taken.
    private static bool TryTakeEvent(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> block)
    {
        var (plain, carriage) = (bytes.IndexOf("\n\n"u8), bytes.IndexOf("\r\n\r\n"u8));
        var crlf = carriage >= 0 && (plain < 0 || carriage < plain);
        var end = crlf ? carriage : plain;
        block = end < 0 ? default : bytes[..end];
        bytes = end < 0 ? bytes : bytes[(end + (crlf ? 4 : 2))..];
        return end >= 0;
    }

    private static (byte[] Name, byte[] Data) Fields(ReadOnlySpan<byte> block)
    {
        byte[] name = [], data = [];
        foreach (var range in block.Split((byte)'\n'))
        {
            var line = block[range].TrimEnd((byte)'\r');
            if (line.StartsWith("event:"u8))
            {
                name = line[6..].Trim((byte)' ').ToArray();
            }
            else if (line.StartsWith("data:"u8))
            {
                data = line[5..].Trim((byte)' ').ToArray();
            }
        }

        return (name, data);
    }

    private static string? ErrorType(byte[] data)
    {
        try
        {
            using var document = JsonDocument.Parse(data);
            return document.RootElement.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("type", out var type) ? type.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
