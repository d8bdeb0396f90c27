using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Writes turns as chat messages, in whatever form. Every call is followed at once by its result, whatever the history lacks (edge
/// case 63), and nothing is moved to the front: a prompt must keep its beginning from turn to turn (local-servers 0, 3.5).
/// </summary>
/// <param name="writer">Stands inside the list of messages.</param>
/// <param name="form">How the dialect writes pieces.</param>
/// <param name="options">What the family needs, and whether the model sees images.</param>
internal sealed class ChatMessages(Utf8JsonWriter writer, IChatForm form, ConvertOptions options)
{
    private readonly MessageText _text = new(options.Family);
    private readonly CallIds _ids = new(options.Family.CallIds);
    private readonly CallResults _results = new();
    private readonly List<Part> _content = [];

    private bool OneByOne => options.Family.OneCallPerMessage;

    private bool Alternating => options.Family.StrictAlternation || options.StrictTurns;

    /// <summary>Writes the system text, where there is any, and all turns.</summary>
    public void Write(ChatPlan plan)
    {
        foreach (var part in plan.System)
        {
            _text.Add(part);
        }

        // Where the template has no system role, the text stays and begins the user's first message.
        if (!_text.IsEmpty && !options.Family.NoSystemRole)
        {
            Begin("system"u8);
            _text.WriteAs(writer, "content");
            writer.WriteEndObject();
        }

        Turn? before = null;
        for (var i = 0; i < plan.Turns.Count; i++)
        {
            var turn = plan.Turns[i];
            if (turn.Assistant)
            {
                WriteAssistant(turn, i + 1 < plan.Turns.Count ? plan.Turns[i + 1] : null);
            }
            else
            {
                WriteUser(turn, before);
            }

            before = turn;
        }
    }

    private void WriteAssistant(Turn turn, Turn? answer)
    {
        foreach (var part in turn.Parts)
        {
            _text.AddOfAssistant(part);
        }

        var calls = turn.Calls;
        if (calls.Count == 0)
        {
            BeginAssistant(turn, first: 0);
            writer.WriteEndObject();
            return;
        }

        var asides = _results.Read(answer);
        var step = OneByOne ? 1 : calls.Count;
        var ids = new (string Id, string Name)[step];
        for (var first = 0; first < calls.Count; first += step)
        {
            BeginAssistant(turn, first);
            writer.WriteStartArray("tool_calls"u8);
            for (var i = 0; i < step; i++)
            {
                ids[i] = WriteCall(calls[first + i]);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            for (var i = 0; i < step; i++)
            {
                var last = first + i == calls.Count - 1;
                WriteResult(calls[first + i], ids[i], last ? asides : []);
            }
        }
    }

    private void BeginAssistant(Turn turn, int first)
    {
        Begin("assistant"u8);
        _text.WriteAs(writer, "content");
        if (options.Family.ReasoningBack && form.Reasoning.Length > 0)
        {
            WriteReasoning(turn, first);
        }
    }

    private void WriteReasoning(Turn turn, int first)
    {
        if (turn.Calls.Count > first && options.Reasoning?.Find(turn.Calls[first].Id) is { } kept)
        {
            writer.WriteString(form.Reasoning, kept);
        }
        else if (first == 0 && turn.Reasoning is { } shown)
        {
            _text.Add(shown);
            _text.WriteAs(writer, form.Reasoning);
        }
    }

    private (string Id, string Name) WriteCall(Part call)
    {
        var name = ToolNames.Outgoing(Block.Text(call.Json, "name"u8) ?? "");
        var id = _ids.Next(call.Id, name);
        form.WriteCall(writer, id, name, CallArguments.Of(call.Json));
        return (id, name);
    }

    private void WriteResult(Part call, (string Id, string Name) known, List<Part> asides)
    {
        if (_results.TryGet(call, out var result))
        {
            AddResult(result);
        }
        else
        {
            _text.Say(CallResults.NoResult);
        }

        // Between a call and its result nothing may stand, and after the results a new user turn would make some templates forget the
        // reasoning before it: the last result takes the system's words along.
        foreach (var aside in asides)
        {
            _text.Add(aside);
        }

        Begin("tool"u8);
        form.WriteAnswered(writer, known.Id, known.Name);
        _text.WriteAs(writer, "content");
        writer.WriteEndObject();
    }

    private void AddResult(Part result)
    {
        if (Block.Member(result.Json, "is_error"u8) is { ValueKind: JsonValueKind.True })
        {
            _text.Say("[error]");
        }

        _content.Clear();
        ContentBlocks.ReadContent(result.Json, PartKind.Text, _content);
        foreach (var part in _content)
        {
            if (IsSentImage(part))
            {
                _text.Say("[The image follows.]");
            }
            else
            {
                _text.Add(part);
            }
        }

        if (_text.IsEmpty)
        {
            _text.Say(CallResults.Empty);
        }
    }

    private void WriteUser(Turn turn, Turn? before)
    {
        var afterResults = before?.Calls.Count > 0;

        // Images do not fit into a result.
        _results.ReadOwn(turn, before, IsSentImage);
        if (_results.Own.Count == 0)
        {
            return;
        }

        if (afterResults && Alternating)
        {
            Begin("assistant"u8);
            writer.WriteString("content"u8, CallResults.Turnover);
            writer.WriteEndObject();
        }

        Begin("user"u8);
        if (_results.Own.Exists(IsSentImage))
        {
            WriteWithImages();
        }
        else
        {
            foreach (var part in _results.Own)
            {
                _text.Add(part);
            }

            _text.WriteAs(writer, "content");
        }

        writer.WriteEndObject();
    }

    private bool IsSentImage(Part part) => part.Kind == PartKind.Image && options.Images && form.CanSend(part.Json);

    private void WriteWithImages()
    {
        if (form.ImagesAreParts)
        {
            writer.WriteStartArray("content"u8);
            foreach (var part in _results.Own)
            {
                if (IsSentImage(part))
                {
                    _text.WriteAsBlock(writer);
                    form.WriteImage(writer, _text.Scratch, part.Json);
                }
                else
                {
                    _text.Add(part);
                }
            }

            _text.WriteAsBlock(writer);
            writer.WriteEndArray();
            return;
        }

        foreach (var part in _results.Own.Where(part => !IsSentImage(part)))
        {
            _text.Add(part);
        }

        _text.WriteAs(writer, "content");
        writer.WriteStartArray("images"u8);
        foreach (var part in _results.Own.Where(IsSentImage))
        {
            form.WriteImage(writer, _text.Scratch, part.Json);
        }

        writer.WriteEndArray();
    }

    private void Begin(ReadOnlySpan<byte> role)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
    }
}
