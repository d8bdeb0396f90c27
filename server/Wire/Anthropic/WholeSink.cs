using System.Buffers;
using System.Text.Json;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>Gathers the events of an answer into one message, for a client that did not ask for a stream. Fed the same events, it says the same (edge case 96).</summary>
internal sealed class WholeSink : IMessageSink, IDisposable
{
    private readonly ArrayBufferWriter<byte> _content = new(4096);
    private readonly ArrayBufferWriter<byte> _block = new(1024);
    private readonly Utf8JsonWriter _json;
    private string _id = "";
    private string _model = "";
    private string _toolId = "";
    private string _toolName = "";

    /// <summary>Makes an empty one.</summary>
    public WholeSink()
    {
        _json = new Utf8JsonWriter(_content, MessageJson.Options);
        _json.WriteStartArray();
    }

    /// <summary>The message; null until its end has come.</summary>
    public byte[]? Message { get; private set; }

    /// <summary>Type and message of the error that came instead of the end; null for none.</summary>
    public (string Type, string Message)? Failure { get; private set; }

    /// <inheritdoc/>
    public void Start(string id, string model, in Usage usage) => (_id, _model) = (id, model);

    /// <inheritdoc/>
    public void Open(int index, BlockKind kind, string toolId, string toolName)
    {
        _block.ResetWrittenCount();
        (_toolId, _toolName) = (toolId, toolName);
    }

    /// <inheritdoc/>
    public void Delta(int index, BlockKind kind, ReadOnlySpan<byte> text) => _block.Write(text);

    /// <inheritdoc/>
    public void Close(int index, BlockKind kind)
    {
        _json.WriteStartObject();
        switch (kind)
        {
            case BlockKind.Text:
                _json.WriteString("type"u8, "text"u8);
                _json.WriteString("text"u8, _block.WrittenSpan);
                break;
            case BlockKind.Thinking:
                _json.WriteString("type"u8, "thinking"u8);
                _json.WriteString("thinking"u8, _block.WrittenSpan);
                _json.WriteString("signature"u8, ForeignSignature.Value);
                break;
            default:
                _json.WriteString("type"u8, "tool_use"u8);
                _json.WriteString("id"u8, _toolId);
                _json.WriteString("name"u8, _toolName);
                _json.WritePropertyName("input"u8);
                _json.WriteRawValue(_block.WrittenSpan, skipInputValidation: true);
                break;
        }

        _json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void End(StopReason reason, string? stopSequence, in Usage usage)
    {
        _json.WriteEndArray();
        _json.Flush();
        var whole = new ArrayBufferWriter<byte>(_content.WrittenCount + 512);
        using (var json = new Utf8JsonWriter(whole, MessageJson.Options))
        {
            json.WriteStartObject();
            MessageJson.WriteHead(json, _id, _model);
            json.WritePropertyName("content"u8);
            json.WriteRawValue(_content.WrittenSpan, skipInputValidation: true);
            MessageJson.WriteStop(json, reason, stopSequence);
            MessageJson.WriteUsage(json, usage);
            json.WriteEndObject();
        }

        Message = whole.WrittenSpan.ToArray();
    }

    /// <inheritdoc/>
    public void Error(string type, string message) => Failure = (type, message);

    /// <inheritdoc/>
    public void Ping()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
