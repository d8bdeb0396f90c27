using System.Text.Json;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>Joins parts into the text of one message, each in the words that the family is to read.</summary>
/// <param name="family">How notes are marked, and what may not stand in an answer.</param>
internal sealed class MessageText(ModelFamily family)
{
    private readonly string _opening = family.NoteOpening + "\n";
    private readonly string _ending = "\n" + family.NoteEnding;

    /// <summary>The string that is built; empty again after it was written.</summary>
    public JsonText Scratch { get; } = new();

    /// <summary>True when nothing was added.</summary>
    public bool IsEmpty => Scratch.IsEmpty;

    /// <summary>Adds words of our own.</summary>
    public void Say(string words)
    {
        Scratch.Separate();
        Scratch.Add(words);
    }

    /// <summary>Adds a part; what is no text is named instead.</summary>
    public void Add(Part part)
    {
        switch (part.Kind)
        {
            case PartKind.Image:
                Say(ImageBlocks.NoteOn(part.Json));
                break;
            case PartKind.ToolUse:
                Say($"[A call of the tool {Block.Text(part.Json, "name"u8)} stood here.]");
                break;
            case PartKind.ToolResult:
                Say("[A result of a tool stood here.]");
                break;
            case PartKind.SystemText when !IsMarked(part):
                Scratch.Separate();
                Scratch.Add(_opening);
                AddWords(part);
                Scratch.Add(_ending);
                break;
            default:
                Scratch.Separate();
                AddWords(part);
                break;
        }
    }

    /// <summary>Adds a part of the model's own turn, without what its template refuses there.</summary>
    public void AddOfAssistant(Part part)
    {
        if (family.RefusedText.Count == 0 || part.Kind != PartKind.Text || part.Words is not null || !MayHoldMarks(part.Json))
        {
            Add(part);
            return;
        }

        var text = JsonText.Decode(part.Json);
        foreach (var refused in family.RefusedText)
        {
            text = text.Replace(refused, "", StringComparison.Ordinal);
        }

        if (!string.IsNullOrWhiteSpace(text))
        {
            Say(text);
        }
    }

    /// <summary>Writes the message's text as a member, and starts again.</summary>
    public void WriteAs(Utf8JsonWriter writer, string name)
    {
        writer.WritePropertyName(name);
        Scratch.WriteTo(writer);
    }

    /// <summary>Writes the text as a block of its own, where there is any, and starts again.</summary>
    public void WriteAsBlock(Utf8JsonWriter writer)
    {
        if (IsEmpty)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        WriteAs(writer, "text");
        writer.WriteEndObject();
    }

    private void AddWords(Part part)
    {
        if (part.Words is { } words)
        {
            Scratch.Add(words);
        }
        else
        {
            Scratch.Add(part.Json);
        }
    }

    // The client marks its reminders itself: marked twice, they would look like a quotation.
    private static bool IsMarked(Part part) => part.Words is null && JsonText.Raw(part.Json).StartsWith("<system-reminder>"u8);

    // "<|" as it stands, or with an escape in it.
    private static bool MayHoldMarks(JsonElement text)
    {
        var raw = JsonText.Raw(text);
        return raw.IndexOf("<|"u8) >= 0 || raw.IndexOf("\\u00"u8) >= 0;
    }
}
