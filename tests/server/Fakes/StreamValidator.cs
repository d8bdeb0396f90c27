using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>
/// A strict reader of Anthropic's streams: a state machine over events that refuses what the client, or Anthropic on the next turn,
/// would refuse (claude-wire 3, 9; edge case 89). Gives back the message that the stream says.
/// </summary>
internal sealed partial class StreamValidator
{
    private static readonly string[] StopReasons =
        ["end_turn", "tool_use", "max_tokens", "stop_sequence", "refusal", "pause_turn", "model_context_window_exceeded"];

    private readonly IReadOnlyCollection<string>? _tools;
    private readonly List<StreamBlock> _blocks = [];
    private readonly HashSet<string> _ids = [];
    private readonly ArrayBufferWriter<byte> _text = new(256);
    private State _state = State.Before;
    private int _event;

    private StreamValidator(IReadOnlyCollection<string>? tools) => _tools = tools;

    private enum State
    {
        Before,
        BetweenBlocks,
        InBlock,
        AfterDelta,
        Stopped,
        Failed,
    }

    /// <summary>Text of the error event that ended the stream; null for a proper end.</summary>
    public string? Error { get; private set; }

    /// <summary>The type of that error.</summary>
    public string? ErrorType { get; private set; }

    public string? Id { get; private set; }

    public string? Model { get; private set; }

    public string? StopReason { get; private set; }

    public string? StopSequence { get; private set; }

    public int Pings { get; private set; }

    /// <summary>Input, cached and output tokens of the start, and of the end.</summary>
    public (int Input, int CacheRead, int Output) StartUsage { get; private set; }

    public (int Input, int CacheRead, int Output) EndUsage { get; private set; }

    /// <summary>The blocks that were opened; one that an error left open has no value.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object>> Blocks => [.. _blocks.Select(block => block.Members())];

    /// <summary>The content as one string, for comparison.</summary>
    public string Content => string.Join("\n", Blocks.Select(block => string.Join("|", block.Select(pair => $"{pair.Key}={pair.Value}"))));

    /// <summary>Reads a whole stream.</summary>
    /// <param name="stream">Its bytes, as they reached the client.</param>
    /// <param name="tools">The tools of the request; null where they do not matter.</param>
    /// <exception cref="StreamViolation">It breaks a rule.</exception>
    public static StreamValidator Read(ReadOnlySpan<byte> stream, IReadOnlyCollection<string>? tools = null)
    {
        var validator = new StreamValidator(tools);
        while (!stream.IsEmpty)
        {
            validator._event++;
            var name = validator.Line(ref stream, "event: "u8);
            var data = validator.Line(ref stream, "data: "u8);
            validator.Require(stream.StartsWith("\n"u8), "An event ends with one empty line.");
            stream = stream[1..];

            // What our gateway puts before its error, in case that the stream was cut inside an event; readers ignore it.
            if (stream.StartsWith("\n\nevent: error\n"u8))
            {
                stream = stream[2..];
            }

            validator.Require(JsonMembers.Is(data, JsonTokenType.StartObject), "The data is one JSON object.");
            validator.Require(JsonMembers.Of(data, "type"u8) is [(byte)'"', .. var type, (byte)'"'] && type.SequenceEqual(name), "The data has the type that the event line names.");
            validator.Take(name, data);
        }

        validator.Require(validator._state is State.Stopped or State.Failed, "The stream ends with message_stop or an error.");
        return validator;
    }

    private ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> stream, ReadOnlySpan<byte> field)
    {
        var end = stream.IndexOf((byte)'\n');
        Require(end >= 0 && stream.StartsWith(field), "An event is an event line and a data line, each whole.");
        var line = stream[field.Length..end];
        Require(!line.Contains((byte)'\r'), "Lines end with a line feed alone.");
        stream = stream[(end + 1)..];
        return line;
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Require(_state is not (State.Stopped or State.Failed), "Nothing follows the end.");
        if (name.SequenceEqual("content_block_delta"u8))
        {
            Delta(data);
        }
        else if (name.SequenceEqual("content_block_start"u8))
        {
            Open(data);
        }
        else if (name.SequenceEqual("content_block_stop"u8))
        {
            Close(data);
        }
        else if (name.SequenceEqual("ping"u8))
        {
            Require(_state != State.Before, "No ping comes before message_start.");
            Pings++;
        }
        else if (name.SequenceEqual("message_start"u8))
        {
            Start(JsonMembers.Of(data, "message"u8));
        }
        else if (name.SequenceEqual("message_delta"u8))
        {
            End(data);
        }
        else if (name.SequenceEqual("message_stop"u8))
        {
            Require(_state == State.AfterDelta, "message_stop follows message_delta.");
            _state = State.Stopped;
        }
        else if (name.SequenceEqual("error"u8))
        {
            Fail(JsonMembers.Of(data, "error"u8));
        }
        else
        {
            Refuse($"There is no event {Encoding.UTF8.GetString(name)}.");
        }
    }

    private void Start(ReadOnlySpan<byte> message)
    {
        Require(_state == State.Before, "message_start comes once.");
        _state = State.BetweenBlocks;
        Id = JsonMembers.Text(JsonMembers.Of(message, "id"u8));
        Model = JsonMembers.Text(JsonMembers.Of(message, "model"u8));
        Require(!string.IsNullOrEmpty(Id) && !string.IsNullOrEmpty(Model), "A message has an id and a model.");
        Require(JsonMembers.Of(message, "type"u8).SequenceEqual("\"message\""u8), "A message has the type message.");
        Require(JsonMembers.Of(message, "role"u8).SequenceEqual("\"assistant\""u8), "A message has the role assistant.");
        Require(JsonMembers.Of(message, "content"u8).SequenceEqual("[]"u8), "A message starts with no content.");
        Require(JsonMembers.Of(message, "stop_reason"u8).SequenceEqual("null"u8), "A message starts with no stop_reason.");
        Require(JsonMembers.Of(message, "stop_sequence"u8).SequenceEqual("null"u8), "A message starts with no stop_sequence.");
        var usage = JsonMembers.Of(message, "usage"u8);
        var created = JsonMembers.Count(JsonMembers.Of(usage, "cache_creation_input_tokens"u8));
        var (input, read, output) = Usage(usage);
        Require(created is not null && input is not null && read is not null && output is not null, "A message starts with usage: input, both of the cache, output.");
        Require(input + created + read > 0, "No prompt is of 0 tokens.");
        StartUsage = EndUsage = (input!.Value, read!.Value, output!.Value);
    }

    private void Open(ReadOnlySpan<byte> data)
    {
        Require(_state == State.BetweenBlocks, "A block opens after message_start, with no other open, before message_delta.");
        Require(JsonMembers.Count(JsonMembers.Of(data, "index"u8)) == _blocks.Count, "Indices of blocks have no gaps.");
        var block = JsonMembers.Of(data, "content_block"u8);
        var type = JsonMembers.Text(JsonMembers.Of(block, "type"u8));
        switch (type)
        {
            case "text":
                Require(JsonMembers.Of(block, "text"u8).SequenceEqual("\"\""u8), "A text starts empty.");
                _blocks.Add(new("text"));
                break;
            case "thinking":
                Require(
                    JsonMembers.Of(block, "thinking"u8).SequenceEqual("\"\""u8) && JsonMembers.Of(block, "signature"u8).SequenceEqual("\"\""u8),
                    "Thinking starts empty and unsigned.");
                _blocks.Add(new("thinking"));
                break;
            case "redacted_thinking":
                Require(JsonMembers.Text(JsonMembers.Of(block, "data"u8)) is { Length: > 0 }, "Redacted thinking has data.");
                _blocks.Add(new("redacted_thinking"));
                break;
            case "tool_use":
                OpenCall(block);
                break;
            default:
                Refuse($"There is no block {type}.");
                break;
        }

        _text.ResetWrittenCount();
        _state = State.InBlock;
    }

    private void OpenCall(ReadOnlySpan<byte> block)
    {
        var id = JsonMembers.Text(JsonMembers.Of(block, "id"u8)) ?? "";
        var tool = JsonMembers.Text(JsonMembers.Of(block, "name"u8)) ?? "";
        Require(ToolId().IsMatch(id), "The id of a call is toolu_ and letters, digits, _ or -.");
        Require(_ids.Add(id), "No two calls have one id.");
        Require(tool.Length > 0 && _tools?.Contains(tool) != false, "A call names a tool of the request.");
        Require(JsonMembers.Of(block, "input"u8).SequenceEqual("{}"u8), "A call starts with no input.");
        _blocks.Add(new("tool_use", id, tool));
    }

    private void Delta(ReadOnlySpan<byte> data)
    {
        Require(_state == State.InBlock, "A delta belongs to an open block.");
        Require(JsonMembers.Count(JsonMembers.Of(data, "index"u8)) == _blocks.Count - 1, "A delta has the index of the open block.");
        var delta = JsonMembers.Of(data, "delta"u8);
        var type = JsonMembers.Of(delta, "type"u8);
        var block = _blocks[^1];
        Require(block.Signature is null, "Nothing follows a signature.");
        if (block.Type == "thinking" && type.SequenceEqual("\"signature_delta\""u8))
        {
            block.Signature = JsonMembers.Text(JsonMembers.Of(delta, "signature"u8));
            Require(block.Signature is { Length: > 0 }, "A signature is not empty.");
            return;
        }

        var said = block.Type switch
        {
            "text" when type.SequenceEqual("\"text_delta\""u8) => JsonMembers.Of(delta, "text"u8),
            "thinking" when type.SequenceEqual("\"thinking_delta\""u8) => JsonMembers.Of(delta, "thinking"u8),
            "tool_use" when type.SequenceEqual("\"input_json_delta\""u8) => JsonMembers.Of(delta, "partial_json"u8),
            _ => default,
        };
        Require(!said.IsEmpty, "The kind of a delta is that of its block.");
        Require(JsonMembers.TryAppend(said, _text), "A delta says a string.");
    }

    private void Close(ReadOnlySpan<byte> data)
    {
        Require(_state == State.InBlock, "Only an open block closes.");
        Require(JsonMembers.Count(JsonMembers.Of(data, "index"u8)) == _blocks.Count - 1, "The open block closes.");
        var block = _blocks[^1];
        if (block.Type == "tool_use")
        {
            Require(JsonMembers.Is(_text.WrittenSpan, JsonTokenType.StartObject), "The input of a call is one JSON object.");
            using var input = JsonDocument.Parse(_text.WrittenMemory);
            block.Value = JsonSerializer.Serialize(input.RootElement, ValidatorJson.Default.JsonElement);
        }
        else
        {
            block.Value = Encoding.UTF8.GetString(_text.WrittenSpan);
            Require(block.Type != "text" || !string.IsNullOrWhiteSpace(block.Value), "No text is blank.");
            Require(block.Type != "thinking" || block.Signature is not null, "Thinking is signed before it closes.");
        }

        _state = State.BetweenBlocks;
    }

    private void End(ReadOnlySpan<byte> data)
    {
        Require(_state == State.BetweenBlocks, "message_delta comes once, after all blocks are closed.");
        Require(_blocks.Count > 0, "A message has content.");
        _state = State.AfterDelta;
        var delta = JsonMembers.Of(data, "delta"u8);
        var sequence = JsonMembers.Of(delta, "stop_sequence"u8);
        StopReason = JsonMembers.Text(JsonMembers.Of(delta, "stop_reason"u8));
        StopSequence = JsonMembers.Text(sequence);
        Require(StopReasons.Contains(StopReason), "There is such a stop_reason.");
        Require(_blocks.Exists(block => block.Type == "tool_use") == (StopReason == "tool_use"), "The reason is tool_use exactly where there are calls.");
        Require(StopReason == "stop_sequence" ? StopSequence is { Length: > 0 } : sequence.SequenceEqual("null"u8), "The sequence is told exactly where it is the reason.");
        var (input, read, output) = Usage(JsonMembers.Of(data, "usage"u8));
        Require(output >= StartUsage.Output, "message_delta has the output so far.");
        EndUsage = (input ?? StartUsage.Input, read ?? StartUsage.CacheRead, output!.Value);
        Require(EndUsage.Input + EndUsage.CacheRead > 0, "No prompt is of 0 tokens.");
    }

    private void Fail(ReadOnlySpan<byte> error)
    {
        _state = State.Failed;
        ErrorType = JsonMembers.Text(JsonMembers.Of(error, "type"u8));
        Error = JsonMembers.Text(JsonMembers.Of(error, "message"u8));
        Require(ErrorType?.EndsWith("_error", StringComparison.Ordinal) == true && !string.IsNullOrWhiteSpace(Error), "An error has a type and a message.");
    }

    private static (int? Input, int? CacheRead, int? Output) Usage(ReadOnlySpan<byte> usage) => (
        JsonMembers.Count(JsonMembers.Of(usage, "input_tokens"u8)),
        JsonMembers.Count(JsonMembers.Of(usage, "cache_read_input_tokens"u8)),
        JsonMembers.Count(JsonMembers.Of(usage, "output_tokens"u8)));

    private void Require(bool holds, string rule)
    {
        if (!holds)
        {
            Refuse(rule);
        }
    }

    [DoesNotReturn]
    private void Refuse(string rule) => throw new StreamViolation(rule, _event);

    [GeneratedRegex(@"\Atoolu_[A-Za-z0-9_-]+\z")]
    private static partial Regex ToolId();
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class ValidatorJson : System.Text.Json.Serialization.JsonSerializerContext;
