using System.Buffers;
using System.Text.Json;
using ClaudeSidecar.Wire.Sse;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>Writes an answer as server-sent events into one buffer that is emptied and used again.</summary>
internal sealed class StreamSink : IMessageSink, IDisposable
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly Utf8JsonWriter _json;

    /// <summary>Makes an empty one.</summary>
    public StreamSink() => _json = new Utf8JsonWriter(_output, MessageJson.Options);

    /// <summary>What was written since <see cref="Clear"/>; valid until the next event.</summary>
    public ReadOnlyMemory<byte> Written => _output.WrittenMemory;

    /// <summary>Forgets what was written; keeps the memory.</summary>
    public void Clear() => _output.ResetWrittenCount();

    /// <inheritdoc/>
    public void Start(string id, string model, in Usage usage)
    {
        Begin("message_start"u8);
        _json.WriteStartObject("message"u8);
        MessageJson.WriteHead(_json, id, model);
        _json.WriteStartArray("content"u8);
        _json.WriteEndArray();
        MessageJson.WriteStop(_json, null, null);
        MessageJson.WriteUsage(_json, usage);
        _json.WriteEndObject();
        Finish();
    }

    /// <inheritdoc/>
    public void Open(int index, BlockKind kind, string toolId, string toolName)
    {
        Begin("content_block_start"u8);
        _json.WriteNumber("index"u8, index);
        _json.WriteStartObject("content_block"u8);
        switch (kind)
        {
            case BlockKind.Text:
                _json.WriteString("type"u8, "text"u8);
                _json.WriteString("text"u8, ""u8);
                break;
            case BlockKind.Thinking:
                _json.WriteString("type"u8, "thinking"u8);
                _json.WriteString("thinking"u8, ""u8);
                _json.WriteString("signature"u8, ""u8);
                break;
            default:
                _json.WriteString("type"u8, "tool_use"u8);
                _json.WriteString("id"u8, toolId);
                _json.WriteString("name"u8, toolName);
                _json.WriteStartObject("input"u8);
                _json.WriteEndObject();
                break;
        }

        _json.WriteEndObject();
        Finish();
    }

    /// <inheritdoc/>
    public void Delta(int index, BlockKind kind, ReadOnlySpan<byte> text)
    {
        switch (kind)
        {
            case BlockKind.Text:
                Delta(index, "text_delta"u8, "text"u8, text);
                break;
            case BlockKind.Thinking:
                Delta(index, "thinking_delta"u8, "thinking"u8, text);
                break;
            default:
                Delta(index, "input_json_delta"u8, "partial_json"u8, text);
                break;
        }
    }

    /// <inheritdoc/>
    public void Close(int index, BlockKind kind)
    {
        if (kind == BlockKind.Thinking)
        {
            Begin("content_block_delta"u8);
            _json.WriteNumber("index"u8, index);
            _json.WriteStartObject("delta"u8);
            _json.WriteString("type"u8, "signature_delta"u8);
            _json.WriteString("signature"u8, ForeignSignature.Value);
            _json.WriteEndObject();
            Finish();
        }

        Begin("content_block_stop"u8);
        _json.WriteNumber("index"u8, index);
        Finish();
    }

    /// <inheritdoc/>
    public void End(StopReason reason, string? stopSequence, in Usage usage)
    {
        Begin("message_delta"u8);
        _json.WriteStartObject("delta"u8);
        MessageJson.WriteStop(_json, reason, stopSequence);
        _json.WriteEndObject();
        MessageJson.WriteUsage(_json, usage);
        Finish();
        Begin("message_stop"u8);
        Finish();
    }

    /// <inheritdoc/>
    public void Error(string type, string message)
    {
        SseWriter.Begin(_output, "error"u8);
        _json.Reset();
        ErrorBody.Write(_json, type, message);
        _json.Flush();
        SseWriter.End(_output);
    }

    /// <inheritdoc/>
    public void Ping()
    {
        Begin("ping"u8);
        Finish();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Delta(int index, ReadOnlySpan<byte> type, ReadOnlySpan<byte> field, ReadOnlySpan<byte> text)
    {
        Begin("content_block_delta"u8);
        _json.WriteNumber("index"u8, index);
        _json.WriteStartObject("delta"u8);
        _json.WriteString("type"u8, type);
        _json.WriteString(field, text);
        _json.WriteEndObject();
        Finish();
    }

    private void Begin(ReadOnlySpan<byte> type)
    {
        SseWriter.Begin(_output, type);
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
    }

    private void Finish()
    {
        _json.WriteEndObject();
        _json.Flush();
        SseWriter.End(_output);
    }
}
