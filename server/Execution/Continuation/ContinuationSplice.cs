using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Relay;
using ClaudeSidecar.Wire.Sse;

namespace ClaudeSidecar.Execution.Continuation;

/// <summary>
/// Makes the events of a second answer the rest of a first one that broke off: its beginning is left out, its text goes on in the block
/// that is open, its other blocks are counted on, and what it says a second time is left out. Reasoning is left out as well: inside a
/// message that has begun it has no place. One instance for one answer.
/// </summary>
public sealed class ContinuationSplice
{
    private const int Dropped = -1;

    private readonly SseParser _events = new();
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly Dictionary<int, int> _places = [];
    private readonly TextOverlap _overlap;
    private int? _open;
    private int _next;
    private int? _joined;

    /// <summary>Makes one.</summary>
    /// <param name="before">What has reached the client; it has been read.</param>
    public ContinuationSplice(AnswerTranscript before) =>
        (_open, _next, _overlap) = (before.OpenBlock, before.NextBlock, new TextOverlap(before.Text));

    /// <summary>A second answer as the rest of a first one.</summary>
    /// <param name="second">The second answer: a stream of events. Dispose the result instead.</param>
    /// <param name="before">What has reached the client; it has been read.</param>
    /// <param name="cancellationToken">The client's.</param>
    public static HeldReply Join(HeldReply second, AnswerTranscript before, CancellationToken cancellationToken) => new()
    {
        Reply = second.Reply,
        Held = ReadOnlyMemory<byte>.Empty,
        Rest = PiecesAsync(second, new(before), cancellationToken).GetAsyncEnumerator(cancellationToken),
    };

    /// <summary>Takes bytes of the second answer in, cut anywhere.</summary>
    /// <returns>What the client gets of them; valid until the next call.</returns>
    /// <exception cref="IOException">The answer cannot be read.</exception>
    public ReadOnlyMemory<byte> Take(ReadOnlySpan<byte> bytes)
    {
        _output.ResetWrittenCount();
        try
        {
            _events.Append(bytes);
            while (_events.TryRead(out var one))
            {
                Take(one);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or FormatException)
        {
            throw new IOException("The answer that was to go on cannot be read.", exception);
        }

        return _output.WrittenMemory;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(
        HeldReply second, ContinuationSplice splice, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return splice.Take(second.Held.Span);
        while (second.Rest is { } rest && !cancellationToken.IsCancellationRequested && await rest.MoveNextAsync())
        {
            yield return splice.Take(rest.Current.Span);
        }

        if (second.Rest is not null)
        {
            await second.Rest.DisposeAsync();
        }
    }

    private void Take(SseEvent one)
    {
        switch (one.Name)
        {
            case "message_start":
                break;
            case "content_block_start":
                Begin(one, BlockEvent.Read(one.Data.Span));
                break;
            case "content_block_delta":
                Add(one, BlockEvent.Read(one.Data.Span));
                break;
            case "content_block_stop":
                Stop(one, BlockEvent.Read(one.Data.Span));
                break;
            case "message_delta":
                CloseOpen();
                Pass(one);
                break;
            default:
                Pass(one);
                break;
        }
    }

    private void Begin(SseEvent one, BlockEvent begun)
    {
        if (begun.Type is "thinking" or "redacted_thinking")
        {
            _places[begun.Index] = Dropped;
            return;
        }

        if (begun.Type == "text" && _open is { } open && _joined is null)
        {
            (_joined, _places[begun.Index]) = (begun.Index, open);
            Say(open, begun.Text);
            return;
        }

        CloseOpen();
        (_open, _places[begun.Index]) = (_next, _next);
        _next++;
        Pass(one, begun, _places[begun.Index]);
    }

    private void Add(SseEvent one, BlockEvent more)
    {
        var place = _places.GetValueOrDefault(more.Index, Dropped);
        if (place == Dropped)
        {
            return;
        }

        if (more.Type == "text_delta" && more.Index == _joined)
        {
            Say(place, more.Text);
        }
        else
        {
            Pass(one, more, place);
        }
    }

    private void Stop(SseEvent one, BlockEvent stopped)
    {
        var place = _places.GetValueOrDefault(stopped.Index, Dropped);
        if (place == Dropped)
        {
            return;
        }

        if (stopped.Index == _joined)
        {
            Write(place, _overlap.End());
        }

        if (_open == place)
        {
            _open = null;
        }

        Pass(one, stopped, place);
    }

    // What was open when the first answer broke off ends where something else begins, or the message ends.
    private void CloseOpen()
    {
        if (_open is { } open)
        {
            Write(open, _overlap.End());
            _open = null;
            SseWriter.Write(_output, "content_block_stop"u8, Encoding.UTF8.GetBytes($$"""{"type":"content_block_stop","index":{{open.ToString(CultureInfo.InvariantCulture)}}}"""));
        }
    }

    private void Say(int place, string text) => Write(place, _overlap.Take(text));

    private void Write(int place, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        SseWriter.Begin(_output, "content_block_delta"u8);
        using (var json = new Utf8JsonWriter(_output))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "content_block_delta"u8);
            json.WriteNumber("index"u8, place);
            json.WriteStartObject("delta"u8);
            json.WriteString("type"u8, "text_delta"u8);
            json.WriteString("text"u8, text);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        SseWriter.End(_output);
    }

    private void Pass(SseEvent one) => SseWriter.Write(_output, Encoding.UTF8.GetBytes(one.Name), one.Data.Span);

    private void Pass(SseEvent one, BlockEvent block, int place)
    {
        SseWriter.Begin(_output, Encoding.UTF8.GetBytes(one.Name));
        _output.Write(one.Data.Span[..block.IndexAt]);
        _output.Write(Encoding.UTF8.GetBytes(place.ToString(CultureInfo.InvariantCulture)));
        _output.Write(one.Data.Span[(block.IndexAt + block.IndexLength)..]);
        SseWriter.End(_output);
    }
}
