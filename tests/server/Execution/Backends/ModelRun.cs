using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Tests.Execution.Backends;

/// <summary>Asks a model's backend as the gateway does, with a clock that moves only when told.</summary>
internal sealed class ModelRun : IAsyncDisposable
{
    public const string Hello =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":3}}\n\ndata: [DONE]\n\n";

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, MaxResponseDrainSize = 0 });

    private FakeChatServer? _pace;

    public ManualTime Time { get; } = new();

    public LogBook Log { get; } = new();

    public LocalOptions Local { get; set; } = new();

    public async ValueTask DisposeAsync()
    {
        if (_pace is not null)
        {
            await _pace.DisposeAsync();
        }

        _http.Dispose();
        Log.Dispose();
    }

    public static ProviderOptions Provider(Uri url) => new() { Name = "local", BaseUrl = url, Model = "tiny", Local = true };

    public ModelBackend Backend(ProviderOptions provider, Func<string, string?>? environment = null) =>
        new(provider, Local, new ContextOptions(), _http, Time, Log.CreateLogger<ModelBackend>(), environment ?? (_ => null));

    public static UpstreamRequest Request(string body, string path = "/v1/messages?beta=true") =>
        new() { Method = "POST", PathAndQuery = path, Headers = new HeaderDictionary(), Body = Encoding.UTF8.GetBytes(body), Session = "session" };

    /// <summary>A request whose messages and other members are given as JSON.</summary>
    public static UpstreamRequest Messages(string messages, string more = "", bool stream = true) =>
        Request($$"""{"model":"claude-sonnet-5-5","max_tokens":1000{{(stream ? ",\"stream\":true" : "")}}{{more}},"messages":[{{messages}}]}""");

    public static UpstreamRequest Saying(string text, string more = "", bool stream = true) => Messages($$"""{"role":"user","content":"{{text}}"}""", more, stream);

    public Task<UpstreamReply> SendAsync(Uri url, UpstreamRequest request, CancellationToken cancellationToken = default) =>
        Backend(Provider(url)).SendAsync(request, cancellationToken);

    /// <summary>Time passes until the work is done, a second after some real round trips.</summary>
    public async Task<T> PassTimeAsync<T>(Task<T> work, TimeSpan? step = null)
    {
        while (!work.IsCompleted)
        {
            await RoundTripsAsync(3);
            Time.Advance(step ?? TimeSpan.FromSeconds(1));
        }

        return await work;
    }

    /// <summary>Real round trips over a socket: whatever else is under way arrives meanwhile.</summary>
    public async Task RoundTripsAsync(int count)
    {
        _pace ??= await FakeChatServer.StreamingAsync("");
        for (var i = 0; i < count; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_pace.Url, "/v1/models"));
            using var response = await _http.SendAsync(request, default);
        }
    }

    /// <summary>The whole body, while time passes.</summary>
    public Task<byte[]> ReadAsync(UpstreamReply reply) => PassTimeAsync(ReadAllAsync(reply));

    public async Task<string> ErrorAsync(UpstreamReply reply)
    {
        using var error = JsonDocument.Parse(await ReadAsync(reply));
        return error.RootElement.GetProperty("error").GetProperty("message").GetString()!;
    }

    private static async Task<byte[]> ReadAllAsync(UpstreamReply reply)
    {
        var bytes = new MemoryStream();
        await foreach (var piece in reply.Body)
        {
            bytes.Write(piece.Span);
        }

        return bytes.ToArray();
    }
}
