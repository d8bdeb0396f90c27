using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Rpc;

namespace ClaudeSidecar.Tests.Rpc;

/// <summary>A client that knows frames and JSON and nothing else, so that a test sees what is on the wire.</summary>
internal sealed class RawPeer(Stream stream) : IDisposable
{
    private readonly PipeReader _reader = PipeReader.Create(stream);

    public static async Task<RawPeer> ConnectAsync(string endpoint) => new(await RpcEndpoint.ConnectAsync(endpoint, CancellationToken.None));

    /// <summary>A client that has said <c>initialize</c>.</summary>
    public static async Task<RawPeer> InitializedAsync(string endpoint, params string[] capabilities)
    {
        var peer = await ConnectAsync(endpoint);
        var list = string.Join(',', capabilities.Select(name => $"\"{name}\""));
        await peer.AskAsync(
            $$"""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"clientName":"test","clientVersion":"1","protocolVersion":1,"capabilities":[{{list}}] } }""");
        return peer;
    }

    public async Task SendAsync(string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        await SendBytesAsync([.. Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"), .. body]);
    }

    public async Task SendBytesAsync(byte[] bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    /// <summary>The next message; undefined when the link has ended.</summary>
    public async Task<JsonElement> ReceiveAsync() =>
        await Framing.ReadAsync(_reader, CancellationToken.None) is { } body ? JsonElement.Parse(body) : default;

    /// <summary>Sends a request and gives the next message.</summary>
    public async Task<JsonElement> AskAsync(string json)
    {
        await SendAsync(json);
        return await ReceiveAsync();
    }

    public void Dispose() => stream.Dispose();
}

/// <summary>What tests look for in a message.</summary>
internal static class MessageParts
{
    public static int ErrorCode(this JsonElement message) => message.GetProperty("error").GetProperty("code").GetInt32();

    public static string ErrorText(this JsonElement message) => message.GetProperty("error").GetProperty("message").GetString()!;

    public static string Method(this JsonElement message) => message.GetProperty("method").GetString()!;
}
