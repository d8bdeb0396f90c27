using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Writes turns as chat messages. Every call is followed at once by its result, whatever the history lacks (edge case 63), and
/// nothing is moved to the front: a prompt must keep its beginning from turn to turn (local-servers 0, 3.5).
/// </summary>
internal sealed class ChatMessages(Utf8JsonWriter writer, bool images)
{
    private const string NoResult = "[error] No result of this call was recorded.";
    private const string Empty = "(no output)";

    private readonly JsonText _text = new();

    /// <summary>Writes all turns.</summary>
    public void Write(IReadOnlyList<Turn> turns)
    {
        for (var i = 0; i < turns.Count; i++)
        {
            if (turns[i].Assistant)
            {
                var calls = CallsOf(turns[i]);
                WriteAssistant(turns[i], calls);
                var answered = calls.Count > 0 && i + 1 < turns.Count ? turns[i + 1] : null;
                WriteResults(calls, answered);
            }
            else
            {
                WriteUser(turns[i], i > 0 ? CallsOf(turns[i - 1]) : []);
            }
        }
    }

    /// <summary>Writes the system text, which stands before all turns.</summary>
    public void WriteSystem(IEnumerable<Part> parts)
    {
        foreach (var part in parts)
        {
            AppendAsText(part);
        }

        if (!_text.IsEmpty)
        {
            Begin("system"u8);
            WriteText();
            writer.WriteEndObject();
        }
    }

    private static List<Part> CallsOf(Turn turn) =>
        turn.Assistant ? [.. turn.Parts.Where(part => part.Kind == PartKind.ToolUse && part.Id.Length > 0).DistinctBy(part => part.Id)] : [];

    private void WriteAssistant(Turn turn, List<Part> calls)
    {
        foreach (var part in turn.Parts.Where(part => part.Kind != PartKind.ToolUse))
        {
            AppendAsText(part);
        }

        Begin("assistant"u8);
        WriteText();
        if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
            {
                WriteCall(call);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private void WriteCall(Part call)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, call.Id);
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, ToolNames.Outgoing(Block.Text(call.Json, "name"u8) ?? ""));
        var input = Block.Member(call.Json, "input"u8);
        writer.WriteString("arguments"u8, input is { ValueKind: JsonValueKind.Object } known ? JsonMarshal.GetRawUtf8Value(known) : "{}"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteResults(List<Part> calls, Turn? answer)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            var call = calls[i];
            var result = answer?.Parts.Find(part => part.Kind == PartKind.ToolResult && part.Id == call.Id);
            if (result is { Json.ValueKind: JsonValueKind.Object } found)
            {
                AppendResult(found);
            }
            else
            {
                _text.Add(NoResult);
            }

            // Between a call and its result nothing may stand, and after the results a new user turn would make some templates
            // forget the reasoning before it: the last result takes the system's words along.
            if (i == calls.Count - 1 && answer is not null && !HasOwnWords(answer, calls))
            {
                foreach (var aside in answer.Parts.Where(part => part.Kind == PartKind.SystemText))
                {
                    Append(aside);
                }
            }

            Begin("tool"u8);
            writer.WriteString("tool_call_id"u8, call.Id);
            WriteText();
            writer.WriteEndObject();
        }
    }

    private void AppendResult(Part result)
    {
        if (Block.Member(result.Json, "is_error"u8) is { ValueKind: JsonValueKind.True })
        {
            _text.Add("[error]");
        }

        foreach (var part in ContentBlocks.Content(result.Json, PartKind.Text))
        {
            AppendAsText(part, image: images && ImageBlocks.CanBeSent(part.Json) ? "[The image follows.]" : ImageBlocks.Note);
        }

        if (_text.IsEmpty)
        {
            _text.Add(Empty);
        }
    }

    private void WriteUser(Turn turn, List<Part> calls)
    {
        if (calls.Count > 0 && !HasOwnWords(turn, calls))
        {
            return;
        }

        var parts = turn.Parts.SelectMany(part => OwnParts(part, calls)).ToList();
        Begin("user"u8);
        if (parts.Any(IsSentImage))
        {
            WriteParts(parts);
        }
        else
        {
            parts.ForEach(part => AppendAsText(part));
            WriteText();
        }

        writer.WriteEndObject();
    }

    // What a user's turn says apart from the results that were written before it.
    private IEnumerable<Part> OwnParts(Part part, List<Part> calls)
    {
        if (part.Kind != PartKind.ToolResult)
        {
            return [part];
        }

        var content = ContentBlocks.Content(part.Json, PartKind.Text);
        return calls.Exists(call => call.Id == part.Id)
            ? content.Where(IsSentImage)
            : content.Prepend(Part.Saying("Result of an earlier tool call:"));
    }

    private bool HasOwnWords(Turn turn, List<Part> calls) =>
        turn.Parts.SelectMany(part => OwnParts(part, calls)).Any(part => part.Kind != PartKind.SystemText);

    private bool IsSentImage(Part part) => part.Kind == PartKind.Image && images && ImageBlocks.CanBeSent(part.Json);

    private void WriteParts(List<Part> parts)
    {
        writer.WriteStartArray("content"u8);
        foreach (var part in parts)
        {
            if (!IsSentImage(part))
            {
                AppendAsText(part);
                continue;
            }

            WriteTextPart();
            writer.WriteStartObject();
            writer.WriteString("type"u8, "image_url"u8);
            writer.WriteStartObject("image_url"u8);
            writer.WritePropertyName("url"u8);
            ImageBlocks.WriteUrl(writer, _text, part.Json);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        WriteTextPart();
        writer.WriteEndArray();
    }

    private void WriteTextPart()
    {
        if (_text.IsEmpty)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WritePropertyName("text"u8);
        _text.WriteTo(writer);
        writer.WriteEndObject();
    }

    private void AppendAsText(Part part, string image = ImageBlocks.Note) => Append(part.Kind switch
    {
        PartKind.Image => Part.Saying(image),
        PartKind.ToolUse => Part.Saying($"[A call of the tool {Block.Text(part.Json, "name"u8)} stood here.]"),
        PartKind.ToolResult => Part.Saying("[A result of a tool stood here.]"),
        _ => part,
    });

    private void Append(Part part)
    {
        _text.Separate();
        var aside = part.Kind == PartKind.SystemText && !(part.Words is null && JsonText.Raw(part.Json).StartsWith("<system-reminder>"u8));
        if (aside)
        {
            _text.Add("<system-reminder>\n");
        }

        if (part.Words is { } words)
        {
            _text.Add(words);
        }
        else
        {
            _text.Add(part.Json);
        }

        if (aside)
        {
            _text.Add("\n</system-reminder>");
        }
    }

    private void Begin(ReadOnlySpan<byte> role)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
    }

    private void WriteText()
    {
        writer.WritePropertyName("content"u8);
        _text.WriteTo(writer);
    }
}
