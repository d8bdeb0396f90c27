using System.Buffers;
using System.Text;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>
/// Keeps the blocks of an answer in Anthropic's order: one open at a time, indexes without gaps, never a block of white space
/// alone (edge cases 51, 81).
/// </summary>
internal sealed class BlockWriter(IMessageSink sink, bool showThinking)
{
    private readonly ArrayBufferWriter<byte> _whitespace = new(64);
    private readonly ArrayBufferWriter<byte> _held = new(64);
    private bool _released;
    private readonly TrailingSpace _trailing = new();
    private BlockKind? _open;
    private BlockKind _waiting;
    private int _next;

    /// <summary>Called once, before the first event.</summary>
    public required Action Begin { get; init; }

    /// <summary>True: all text is held until <see cref="Release"/>, which lets the JSON in it out.</summary>
    public bool WantsJson { get; init; }

    /// <summary>Where the model's reasoning is noted for its own later use; null where it needs none of it.</summary>
    public ReasoningNote? Note { get; init; }

    /// <summary>True once there is something that the client sees: a text or a tool call.</summary>
    public bool HasContent { get; private set; }

    /// <summary>True once a tool call went out.</summary>
    public bool HasToolUse { get; private set; }

    /// <summary>True once the model has reasoned, shown or not.</summary>
    public bool HasReasoning { get; private set; }

    /// <summary>Bytes that the model wrote, reasoning included: what usage is estimated from when the server tells none.</summary>
    public long Written { get; private set; }

    /// <summary>More text.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        if (WantsJson && !_released)
        {
            _held.Write(text);
        }
        else
        {
            Add(BlockKind.Text, text);
        }
    }

    /// <summary>Lets out what was held of the text; what follows is held no more.</summary>
    public void Release()
    {
        _released = true;
        Add(BlockKind.Text, BareJson.In(_held.WrittenSpan));
    }

    /// <summary>More reasoning: sent or dropped, as the user wants it.</summary>
    public void Reasoning(ReadOnlySpan<byte> text)
    {
        HasReasoning |= !text.IsEmpty;
        Note?.Add(text);
        if (showThinking)
        {
            Add(BlockKind.Thinking, text);
        }
        else
        {
            Written += text.Length;
        }
    }

    /// <summary>A whole call.</summary>
    /// <param name="id">A minted id.</param>
    /// <param name="name">The tool's name as the client knows it.</param>
    /// <param name="input">A JSON object as text.</param>
    public void ToolUse(string id, string name, ReadOnlySpan<byte> input)
    {
        Written += input.Length;
        HasToolUse = HasContent = true;
        Note?.Called(id);
        Open(BlockKind.ToolUse, id, name);
        sink.Delta(_next - 1, BlockKind.ToolUse, input);
        Close();
    }

    /// <summary>Forgets the white space that waits for more text: what follows is not what the model would have written behind it.</summary>
    public void DropTrailingSpace() => _trailing.Release();

    /// <summary>Closes the open block, if there is one.</summary>
    public void Close()
    {
        _whitespace.ResetWrittenCount();
        _trailing.Release();
        if (_open is { } kind)
        {
            sink.Close(_next - 1, kind);
            _open = null;
        }
    }

    private void Add(BlockKind kind, ReadOnlySpan<byte> text)
    {
        Written += text.Length;
        if (_open == kind)
        {
            Send(kind, text);
            return;
        }

        // White space alone opens no block and does not end one: whether it becomes part of a text is known when the text comes.
        if (_waiting != kind)
        {
            _whitespace.ResetWrittenCount();
            _waiting = kind;
        }

        var blank = LeadingWhitespace(text);
        _whitespace.Write(text[..blank]);
        if (blank == text.Length)
        {
            return;
        }

        HasContent |= kind == BlockKind.Text;
        var indent = _whitespace.WrittenSpan[(_whitespace.WrittenSpan.LastIndexOf((byte)'\n') + 1)..].ToArray();
        Open(kind, "", "");
        if (indent.Length > 0)
        {
            sink.Delta(_next - 1, kind, indent);
        }

        Send(kind, text[blank..]);
    }

    private void Send(BlockKind kind, ReadOnlySpan<byte> text)
    {
        var words = TrailingSpace.Words(text);
        if (words > 0)
        {
            if (!_trailing.Held.IsEmpty)
            {
                sink.Delta(_next - 1, kind, _trailing.Held);
            }

            _trailing.Release();
        }

        var shown = words + _trailing.Take(text[words..]);
        if (shown > 0)
        {
            sink.Delta(_next - 1, kind, text[..shown]);
        }
    }

    private void Open(BlockKind kind, string id, string name)
    {
        Close();
        Begin();
        _open = kind;
        sink.Open(_next++, kind, id, name);
    }

    private static int LeadingWhitespace(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length)
        {
            Rune.DecodeFromUtf8(text[length..], out var rune, out var consumed);
            if (!Rune.IsWhiteSpace(rune))
            {
                break;
            }

            length += consumed;
        }

        return length;
    }
}
