using System.Text;
using System.Text.Json;
using ClaudeSidecar.Wire.Sse;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>
/// A strict reader of Anthropic's streams: a state machine over events that refuses what the client, or Anthropic on the next turn,
/// would refuse (claude-wire 3, 9). Gives back the message that the stream says.
/// </summary>
internal sealed class StreamValidator
{
    private readonly List<Dictionary<string, object>> _blocks = [];
    private readonly HashSet<string> _ids = [];
    private readonly StringBuilder _text = new();
    private bool _started;
    private bool _open;
    private bool _delta;
    private bool _stopped;

    /// <summary>Text of the error event that ended the stream; null for a proper end.</summary>
    public string? Error { get; private set; }

    public string? Id { get; private set; }

    public string? Model { get; private set; }

    public string? StopReason { get; private set; }

    public string? StopSequence { get; private set; }

    public int Pings { get; private set; }

    /// <summary>Input and cached tokens of the start, and of the end.</summary>
    public (int Input, int CacheRead, int Output) StartUsage { get; private set; }

    public (int Input, int CacheRead, int Output) EndUsage { get; private set; }

    public IReadOnlyList<IReadOnlyDictionary<string, object>> Blocks => _blocks;

    public static StreamValidator Read(ReadOnlySpan<byte> stream)
    {
        var validator = new StreamValidator();
        var parser = new SseParser();
        parser.Append(stream);
        while (parser.TryRead(out var next))
        {
            using var data = JsonDocument.Parse(next.Data);
            Assert.Equal(next.Name, data.RootElement.GetProperty("type").GetString());
            validator.Take(next.Name, data.RootElement);
        }

        Assert.True(validator._stopped || validator.Error is not null, "The stream has no end.");
        return validator;
    }

    /// <summary>The content as one string, for comparison.</summary>
    public string Content => string.Join("\n", _blocks.Select(block => string.Join("|", block.Select(pair => $"{pair.Key}={pair.Value}"))));

    private void Take(string name, JsonElement data)
    {
        Assert.True(Error is null && !_stopped, $"{name} after the end.");
        switch (name)
        {
            case "ping":
                Pings++;
                break;
            case "error":
                Assert.NotEmpty(data.GetProperty("error").GetProperty("type").GetString()!);
                Error = data.GetProperty("error").GetProperty("message").GetString();
                break;
            case "message_start":
                Start(data.GetProperty("message"));
                break;
            case "content_block_start":
                Open(data);
                break;
            case "content_block_delta":
                Delta(data);
                break;
            case "content_block_stop":
                Close(data);
                break;
            case "message_delta":
                End(data);
                break;
            case "message_stop":
                Assert.True(_delta, "message_stop without message_delta.");
                _stopped = true;
                break;
            default:
                Assert.Fail($"Unknown event {name}.");
                break;
        }
    }

    private void Start(JsonElement message)
    {
        Assert.False(_started, "Two message_start.");
        _started = true;
        Id = message.GetProperty("id").GetString();
        Model = message.GetProperty("model").GetString();
        Assert.Equal("message", message.GetProperty("type").GetString());
        Assert.Equal("assistant", message.GetProperty("role").GetString());
        Assert.Equal(0, message.GetProperty("content").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("stop_reason").ValueKind);
        Assert.Equal(JsonValueKind.Null, message.GetProperty("stop_sequence").ValueKind);
        StartUsage = UsageOf(message.GetProperty("usage"));
    }

    private void Open(JsonElement data)
    {
        Assert.True(_started && !_open && !_delta, "A block opens at the wrong time.");
        Assert.Equal(_blocks.Count, data.GetProperty("index").GetInt32());
        var block = data.GetProperty("content_block");
        var type = block.GetProperty("type").GetString()!;
        var record = new Dictionary<string, object> { ["type"] = type };
        switch (type)
        {
            case "text":
                Assert.Equal("", block.GetProperty("text").GetString());
                break;
            case "thinking":
                Assert.Equal("", block.GetProperty("thinking").GetString());
                Assert.Equal("", block.GetProperty("signature").GetString());
                break;
            case "tool_use":
                var id = block.GetProperty("id").GetString()!;
                Assert.Matches("^[a-zA-Z0-9_-]+$", id);
                Assert.True(_ids.Add(id), "Two calls with one id.");
                Assert.NotEmpty(block.GetProperty("name").GetString()!);
                Assert.Equal("{}", block.GetProperty("input").GetRawText());
                record["id"] = id;
                record["name"] = block.GetProperty("name").GetString()!;
                break;
            default:
                Assert.Fail($"Unknown block {type}.");
                break;
        }

        _blocks.Add(record);
        _text.Clear();
        _open = true;
    }

    private void Delta(JsonElement data)
    {
        Assert.True(_open, "A delta without a block.");
        Assert.Equal(_blocks.Count - 1, data.GetProperty("index").GetInt32());
        var delta = data.GetProperty("delta");
        var block = _blocks[^1];
        Assert.False(block.ContainsKey("signature"), "Something after the signature.");
        var (type, field) = (string)block["type"] switch
        {
            "text" => ("text_delta", "text"),
            "thinking" when delta.GetProperty("type").GetString() == "signature_delta" => ("signature_delta", "signature"),
            "thinking" => ("thinking_delta", "thinking"),
            _ => ("input_json_delta", "partial_json"),
        };
        Assert.Equal(type, delta.GetProperty("type").GetString());
        var text = delta.GetProperty(field).GetString()!;
        if (field == "signature")
        {
            block["signature"] = text;
        }
        else
        {
            _text.Append(text);
        }
    }

    private void Close(JsonElement data)
    {
        Assert.True(_open, "A block closes that is not open.");
        Assert.Equal(_blocks.Count - 1, data.GetProperty("index").GetInt32());
        var block = _blocks[^1];
        switch ((string)block["type"])
        {
            case "text":
                Assert.False(string.IsNullOrWhiteSpace(_text.ToString()), "A blank text block.");
                block["text"] = _text.ToString();
                break;
            case "thinking":
                Assert.True(block.ContainsKey("signature"), "Thinking without a signature.");
                block["thinking"] = _text.ToString();
                break;
            default:
                using (var input = JsonDocument.Parse(_text.ToString()))
                {
                    Assert.Equal(JsonValueKind.Object, input.RootElement.ValueKind);
                    block["input"] = JsonSerializer.Serialize(input.RootElement, ValidatorJson.Default.JsonElement);
                }

                break;
        }

        _open = false;
    }

    private void End(JsonElement data)
    {
        Assert.True(_started && !_open && !_delta, "message_delta at the wrong time.");
        Assert.NotEmpty(_blocks);
        _delta = true;
        StopReason = data.GetProperty("delta").GetProperty("stop_reason").GetString();
        StopSequence = data.GetProperty("delta").GetProperty("stop_sequence").GetString();
        Assert.Contains(StopReason, (string?[])["end_turn", "tool_use", "max_tokens", "stop_sequence", "refusal"]);
        Assert.Equal(_blocks.Exists(block => (string)block["type"] == "tool_use"), StopReason == "tool_use");
        EndUsage = UsageOf(data.GetProperty("usage"));
    }

    private static (int Input, int CacheRead, int Output) UsageOf(JsonElement usage)
    {
        var told = (usage.GetProperty("input_tokens").GetInt32(), usage.GetProperty("cache_read_input_tokens").GetInt32(), usage.GetProperty("output_tokens").GetInt32());
        Assert.True(told.Item1 > 0 && told.Item2 >= 0 && told.Item3 >= 0, "Usage below what it can be.");
        return told;
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class ValidatorJson : System.Text.Json.Serialization.JsonSerializerContext;
