using System.Text.Json;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Execution.History;

namespace ClaudeSidecar.Execution.Dialects;

/// <summary>
/// Writes <c>system</c> and <c>messages</c> in Anthropic's dialect. Every call is followed at once by its result, whatever the history lacks
/// (edge case 63); no text is empty; system text in the middle is folded where it stands (edge cases 61, 73), for these servers
/// refuse the role (zai-org/GLM-5#74) or hand it to templates that do.
/// </summary>
/// <param name="writer">Stands inside the request.</param>
/// <param name="options">What server and family need.</param>
/// <param name="thinking">Whether earlier reasoning goes out.</param>
internal sealed class AnthropicMessages(Utf8JsonWriter writer, ConvertOptions options, EarlierThinking thinking)
{
    private const string Nothing = "(The message is empty.)";
    private const string NotKept = "(The reasoning was not kept.)";

    private readonly MessageText _text = new(options.Family);
    private readonly CallIds _ids = new(options.Server.IsCloud ? CallIdRule.Keep : options.Family.CallIds);
    private readonly CallResults _results = new();
    private readonly List<Part> _content = [];

    private bool Alternating => options.Family.StrictAlternation || options.StrictTurns;

    /// <summary>True when the reasoning that led to each call is known, so that a server that insists on it can be given it.</summary>
    public static bool KnowsReasoning(ChatPlan plan) =>
        plan.Turns.All(turn => turn.Calls.Count == 0 || turn.Reasoning is not null || plan.Options.Reasoning?.Find(turn.Calls[0].Id) is not null);

    /// <summary>Writes both members.</summary>
    public void Write(ChatPlan plan)
    {
        foreach (var part in plan.System)
        {
            _text.Add(part);
        }

        // Where the template has no system role, the text stays and begins the user's first message.
        if (!_text.IsEmpty && !options.Family.NoSystemRole)
        {
            _text.WriteAs(writer, "system");
        }

        writer.WriteStartArray("messages"u8);
        Turn? before = null;
        for (var i = 0; i < plan.Turns.Count; i++)
        {
            var turn = plan.Turns[i];
            var answer = i + 1 < plan.Turns.Count ? plan.Turns[i + 1] : null;
            if (turn.Assistant)
            {
                WriteAssistant(turn, answer);
            }
            else if (before?.Calls.Count is null or 0)
            {
                _results.ReadOwn(turn, null);
                Begin("user"u8);
                WriteOwn();
                End();
            }

            before = turn;
        }

        writer.WriteEndArray();
    }

    // A turn with calls takes the turn that answers it along: results and the user's own words are one message.
    private void WriteAssistant(Turn turn, Turn? answer)
    {
        var calls = turn.Calls;
        var step = options.Family.OneCallPerMessage ? 1 : Math.Max(1, calls.Count);
        var asides = _results.Read(answer);
        var ids = new string[step];
        for (var first = 0; first == 0 || first < calls.Count; first += step)
        {
            var count = Math.Min(step, calls.Count - first);
            Begin("assistant"u8);
            WriteWords(turn, first == 0);
            for (var i = 0; i < count; i++)
            {
                ids[i] = WriteCall(calls[first + i]);
            }

            End();
            if (count == 0)
            {
                return;
            }

            Begin("user"u8);
            for (var i = 0; i < count; i++)
            {
                WriteResult(calls[first + i], ids[i], first + i == calls.Count - 1 ? asides : []);
            }

            if (first + step >= calls.Count && answer is not null)
            {
                WriteRest(answer, turn);
            }

            End();
        }
    }

    private void WriteWords(Turn turn, bool first)
    {
        if (first && thinking != EarlierThinking.None && (turn.Calls.Count > 0 || turn.Reasoning is not null))
        {
            WriteThinking(turn);
        }

        if (first)
        {
            foreach (var part in turn.Parts)
            {
                _text.AddOfAssistant(part);
            }
        }

        if (_text.IsEmpty && turn.Calls.Count == 0)
        {
            _text.Say(Nothing);
        }

        _text.WriteAsBlock(writer);
    }

    private void WriteThinking(Turn turn)
    {
        if (turn.Calls.Count > 0 && options.Reasoning?.Find(turn.Calls[0].Id) is { } kept)
        {
            _text.Say(kept);
        }
        else if (turn.Reasoning is { } shown)
        {
            _text.Add(shown);
        }
        else if (thinking == EarlierThinking.Always)
        {
            _text.Say(NotKept);
        }

        if (!_text.IsEmpty)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "thinking"u8);
            _text.WriteAs(writer, "thinking");

            // Never a signature that means anything: these servers check none, and the field must be there.
            writer.WriteString("signature"u8, ""u8);
            writer.WriteEndObject();
        }
    }

    private string WriteCall(Part call)
    {
        var name = ToolNames.Outgoing(Block.Text(call.Json, "name"u8) ?? "");
        var id = ToolIds.Acceptable(_ids.Next(call.Id, name));
        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_use"u8);
        writer.WriteString("id"u8, id);
        writer.WriteString("name"u8, name);
        writer.WritePropertyName("input"u8);
        writer.WriteRawValue(CallArguments.Of(call.Json), skipInputValidation: true);
        writer.WriteEndObject();
        return id;
    }

    private void WriteResult(Part call, string id, List<Part> asides)
    {
        var isKnown = _results.TryGet(call, out var result);
        var failed = !isKnown || Block.Member(result.Json, "is_error"u8) is { ValueKind: JsonValueKind.True };
        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_result"u8);
        writer.WriteString("tool_use_id"u8, id);
        writer.WriteStartArray("content"u8);
        _content.Clear();
        if (isKnown)
        {
            ContentBlocks.ReadContent(result.Json, PartKind.Text, _content);
        }

        if (_content.Count == 0)
        {
            _content.Add(Part.Saying(isKnown ? CallResults.Empty : CallResults.NoResult));
        }

        // Most servers drop the field and tell the model the words alone.
        if (failed && isKnown)
        {
            _text.Say("[error]");
        }

        // After the results a turn of the user's would make some templates forget the reasoning before it: the last one takes the system's
        // words along.
        _content.AddRange(asides);
        WriteParts(_content);
        writer.WriteEndArray();
        if (failed)
        {
            writer.WriteBoolean("is_error"u8, true);
        }

        writer.WriteEndObject();
    }

    private void WriteRest(Turn answer, Turn calls)
    {
        _results.ReadOwn(answer, calls);
        if (_results.Own.Count == 0)
        {
            return;
        }

        if (Alternating)
        {
            End();
            Begin("assistant"u8);
            _text.Say(CallResults.Turnover);
            _text.WriteAsBlock(writer);
            End();
            Begin("user"u8);
        }

        WriteOwn();
    }

    private void WriteOwn()
    {
        if (_results.Own.Count == 0 && _text.IsEmpty)
        {
            _results.Own.Add(Part.Saying(Nothing));
        }

        WriteParts(_results.Own);
    }

    // Texts that stand beside each other are one: what some servers join them with is nothing.
    private void WriteParts(List<Part> parts)
    {
        foreach (var part in parts)
        {
            if (part.Kind == PartKind.Image && CanSend(part.Json))
            {
                _text.WriteAsBlock(writer);
                WriteImage(part.Json);
            }
            else
            {
                _text.Add(part);
            }
        }

        _text.WriteAsBlock(writer);
    }

    private bool CanSend(JsonElement image) =>
        options.Images && (ImageBlocks.Data(image) is not null || (options.Server.ImageAddresses && ImageBlocks.Address(image) is not null));

    private void WriteImage(JsonElement image)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "image"u8);
        writer.WriteStartObject("source"u8);
        if (ImageBlocks.Data(image) is { } data)
        {
            writer.WriteString("type"u8, "base64"u8);
            writer.WriteString("media_type"u8, Block.Text(Block.Member(image, "source"u8)!.Value, "media_type"u8) ?? "image/png");
            writer.WritePropertyName("data"u8);
            data.WriteTo(writer);
        }
        else
        {
            writer.WriteString("type"u8, "url"u8);
            writer.WritePropertyName("url"u8);
            ImageBlocks.Address(image)!.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void Begin(ReadOnlySpan<byte> role)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteStartArray("content"u8);
    }

    private void End()
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
