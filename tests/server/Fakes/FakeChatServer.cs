using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>A server of OpenAI's dialect on a real socket; what it answers is the test's to say.</summary>
internal sealed class FakeChatServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<HttpContext> _chats = [];

    private FakeChatServer(WebApplication app) => _app = app;

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>Bodies of the chat requests.</summary>
    public List<JsonNode> Chats { get; } = [];

    /// <summary>Headers of the chat requests.</summary>
    public List<Dictionary<string, string>> Headers { get; } = [];

    /// <summary>Requests for the list of models.</summary>
    public int ModelLists { get; private set; }

    /// <summary>Completed when a chat has arrived.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when the client of a chat has gone away.</summary>
    public TaskCompletionSource Aborted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Answers whatever is neither a chat nor the list of models.</summary>
    public Func<HttpContext, Task> Other { get; set; } = context =>
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    };

    public string Models { get; set; } = """{"object":"list","data":[{"id":"tiny","object":"model","owned_by":"llamacpp","meta":{"n_ctx":16384}}]}""";

    public static async Task<FakeChatServer> StartAsync(Func<HttpContext, Task> chat)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var server = new FakeChatServer(app);
        app.Run(context => server.HandleAsync(context, chat));
        await app.StartAsync();
        return server;
    }

    /// <summary>A server that sends this stream to every chat.</summary>
    public static Task<FakeChatServer> StreamingAsync(string stream) => StartAsync(context =>
    {
        context.Response.ContentType = "text/event-stream";
        return context.Response.WriteAsync(stream);
    });

    /// <summary>A server that gives these answers one after the other, and the last one to all that follow.</summary>
    public static Task<FakeChatServer> AnsweringInTurnAsync(params (int Status, string Body)[] answers)
    {
        var next = 0;
        return StartAsync(context =>
        {
            var (status, body) = answers[Math.Min(next++, answers.Length - 1)];
            context.Response.StatusCode = status;
            context.Response.ContentType = body.StartsWith("data:", StringComparison.Ordinal) ? "text/event-stream" : "application/json";
            return context.Response.WriteAsync(body);
        });
    }

    /// <summary>A server that gives this answer to every chat.</summary>
    public static Task<FakeChatServer> AnsweringAsync(int status, string body, string contentType = "application/json") => StartAsync(context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    });

    /// <summary>Breaks the connections of all chats, as a server that is killed does.</summary>
    public void Kill() => _chats.ForEach(context => context.Abort());

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context, Func<HttpContext, Task> chat)
    {
        if (context.Request.Path == "/v1/models")
        {
            ModelLists++;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Models);
            return;
        }

        if (context.Request.Path.Value is not ("/v1/chat/completions" or "/api/chat"))
        {
            await Other(context);
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        Chats.Add(JsonNode.Parse(await reader.ReadToEndAsync())!);
        Headers.Add(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        _chats.Add(context);
        context.RequestAborted.Register(() => Aborted.TrySetResult());
        Asked.TrySetResult();
        await chat(context);
    }
}
