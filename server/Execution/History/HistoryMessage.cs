using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.History;

/// <summary>One message of a history, as a list of blocks that may be changed.</summary>
internal sealed class HistoryMessage
{
    private readonly JsonElement _json;
    private readonly JsonElement _content;
    private readonly int _count;

    /// <summary>Reads a message.</summary>
    /// <param name="json">The message.</param>
    /// <param name="body">The memory that its document was read from.</param>
    public HistoryMessage(JsonElement json, ReadOnlyMemory<byte> body)
    {
        _json = json;
        _content = Block.Member(json, "content"u8) ?? default;
        Role = Block.Text(json, "role"u8) ?? "";
        Blocks = _content.ValueKind == JsonValueKind.Array ? [.. _content.EnumerateArray().Select(block => HistoryBlock.Of(block, body))] : [];
        _count = Blocks.Count;
    }

    /// <summary>Who speaks.</summary>
    public string Role { get; }

    /// <summary>True for the model's side.</summary>
    public bool IsAssistant => Role == "assistant";

    /// <summary>Its blocks; none when the content is one text.</summary>
    public List<HistoryBlock> Blocks { get; private set; }

    /// <summary>Blocks of a message of the user's that must be put behind this one; empty for none.</summary>
    public List<HistoryBlock> Following { get; set; } = [];

    /// <summary>True when something has been done to the list, beyond the blocks' own changes.</summary>
    public bool Rearranged { get; set; }

    /// <summary>Makes a list of a content that is one text.</summary>
    public void OpenText()
    {
        if (_content.ValueKind == JsonValueKind.String)
        {
            Blocks = JsonText.IsBlank(_content) ? [] : [HistoryBlock.Quoting(_content)];
            Rearranged = true;
        }
    }

    /// <summary>Takes out blocks.</summary>
    public void Remove(Predicate<HistoryBlock> unwanted) => Rearranged |= Blocks.RemoveAll(unwanted) > 0;

    /// <summary>Sees to it that something is left to say, for Anthropic takes no empty content (edge case 50).</summary>
    /// <param name="isLast">True for the last message, which alone may be empty if it is the assistant's.</param>
    public void FillIn(bool isLast)
    {
        if (Rearranged && Blocks.Count == 0)
        {
            // The client uses the same words for the same reason (claude-wire 9).
            Blocks.Add(HistoryBlock.Saying(IsAssistant ? "[Thinking removed]" : "[Tool result removed]"));
        }
        else if (IsAssistant && !isLast && _content.ValueKind == JsonValueKind.String && JsonText.IsBlank(_content))
        {
            OpenText();
            FillIn(isLast);
        }
    }

    /// <summary>Tells what has become other than it was.</summary>
    public void AddTo(BodyEdits edits)
    {
        if (Rearranged || Blocks.Count != _count || Blocks.Exists(block => block.Changed))
        {
            edits.Replace(JsonMarshal.GetRawUtf8Value(_content), ListOf(Blocks));
        }

        if (Following.Count > 0)
        {
            edits.InsertAfter(JsonMarshal.GetRawUtf8Value(_json), (byte[])[.. ",{\"role\":\"user\",\"content\":"u8, .. ListOf(Following), .. "}"u8]);
        }
    }

    private static byte[] ListOf(List<HistoryBlock> blocks)
    {
        var list = new ArrayBufferWriter<byte>();
        list.Write("["u8);
        for (var i = 0; i < blocks.Count; i++)
        {
            list.Write(i == 0 ? default : ","u8);
            list.Write(blocks[i].Raw.Span);
        }

        list.Write("]"u8);
        return list.WrittenSpan.ToArray();
    }
}
