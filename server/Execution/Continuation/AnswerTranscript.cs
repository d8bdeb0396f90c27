using System.Buffers;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Sse;

namespace ClaudeSidecar.Execution.Continuation;

/// <summary>
/// What of a streamed answer has reached the client, so that another backend can go on where it broke off. While all goes well it costs
/// a copy of the bytes: they are read only when the stream breaks, or when there are many of them.
/// </summary>
public sealed class AnswerTranscript : IDisposable
{
    // Beyond this the copy is read and thrown away; a long answer is never held as it came.
    private const int LongestCopy = 64 << 10;

    // Nobody goes on from more text than this, and nobody has to keep it.
    private const int LongestText = 1 << 20;

    private readonly SseParser _events = new();
    private readonly ArrayBufferWriter<byte> _text = new(256);
    private byte[]? _copy;
    private int _copied;
    private bool _thinks;
    private bool _unreadable;

    /// <summary>The message has begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The message has ended: nothing is missing.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The block that is open; null between blocks.</summary>
    public int? OpenBlock { get; private set; }

    /// <summary>The index that the next block gets.</summary>
    public int NextBlock { get; private set; }

    /// <summary>False once something else than text has been begun, or thinking that has not ended: only text can be gone on with (design 8.4).</summary>
    public bool IsText { get; private set; } = true;

    /// <summary>True when the last thing that came looks like the end of a message; told without reading anything.</summary>
    public bool SeemsWhole => HasEnded || _copy.AsSpan(0, _copied).IndexOf("\"message_stop\""u8) >= 0;

    /// <summary>All the text of the message so far, the text of several blocks parted by an empty line.</summary>
    public string Text => Encoding.UTF8.GetString(_text.WrittenSpan);

    /// <summary>True when another backend can finish this message: it has begun, it has not ended, and text is what is open or would come next.</summary>
    public bool CanContinue => HasBegun && !HasEnded && IsText && !_unreadable;

    /// <summary>Takes in what has just reached the client.</summary>
    /// <param name="events">Whole events.</param>
    public void Take(ReadOnlySpan<byte> events)
    {
        if (_copied + events.Length > LongestCopy)
        {
            Read();
        }

        if (events.Length > LongestCopy)
        {
            Read(events);
            return;
        }

        _copy ??= ArrayPool<byte>.Shared.Rent(LongestCopy);
        events.CopyTo(_copy.AsSpan(_copied));
        _copied += events.Length;
    }

    /// <summary>Reads what has been taken in. The properties tell of it only afterwards.</summary>
    public AnswerTranscript Read()
    {
        Read(_copy.AsSpan(0, _copied));
        _copied = 0;
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_copy is { } rented)
        {
            _copy = null;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Read(ReadOnlySpan<byte> events)
    {
        if (_unreadable || events.IsEmpty)
        {
            return;
        }

        try
        {
            _events.Append(events);
            while (_events.TryRead(out var one))
            {
                Read(one);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or FormatException)
        {
            // What cannot be understood cannot be gone on with; the client has it all the same.
            _unreadable = true;
        }
    }

    private void Read(SseEvent one)
    {
        switch (one.Name)
        {
            case "message_start":
                HasBegun = true;
                break;
            case "message_delta" or "message_stop":
                HasEnded = true;
                break;
            case "content_block_start":
                Begin(BlockEvent.Read(one.Data.Span));
                break;
            case "content_block_delta":
                Add(BlockEvent.Read(one.Data.Span));
                break;
            case "content_block_stop":
                (OpenBlock, IsText) = (null, IsText || _thinks);
                _thinks = false;
                break;
        }
    }

    private void Begin(BlockEvent begun)
    {
        (OpenBlock, NextBlock) = (begun.Index, begun.Index + 1);
        if (begun.Type == "text")
        {
            if (_text.WrittenCount > 0)
            {
                _text.Write("\n\n"u8);
            }

            Append(begun.Text);
            return;
        }

        // A thought that has ended is past: what comes next may be text again. A call is not: it may be run before the end is known.
        _thinks = IsText && begun.Type is "thinking" or "redacted_thinking";
        IsText = false;
    }

    private void Add(BlockEvent more)
    {
        if (more.Type == "text_delta")
        {
            Append(more.Text);
        }
    }

    private void Append(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _unreadable |= _text.WrittenCount + bytes.Length > LongestText;
        if (!_unreadable)
        {
            _text.Write(bytes);
        }
    }
}
