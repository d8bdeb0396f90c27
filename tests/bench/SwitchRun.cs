using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using ClaudeSidecar.Cli;
using ClaudeSidecar.Gateway;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Benchmarks;

/// <summary>
/// How long a switch takes: from the 429's headers to the same request at the other backend, over real sockets in one process. Stamped
/// before the 429 is written and when the other server has read the request's head, so that both ways through the kernel, the judging
/// of the refusal, the decision and the conversion of the request to another dialect are in it: an upper bound.
/// </summary>
internal static class SwitchRun
{
    private const int Warming = 200;
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    private static long _refusedAt;
    private static long _arrivedAt;

    /// <summary>Measures and prints.</summary>
    /// <param name="rounds">How many switches are measured.</param>
    public static async Task RunAsync(int rounds)
    {
        await using var cloud = await ServeAsync(RefuseAsync);
        await using var local = await ServeAsync(AnswerAsync);
        var state = Directory.CreateTempSubdirectory("sidecar-bench-");
        await File.WriteAllTextAsync(Path.Combine(state.FullName, "sidecar.json"), $$"""
            { "providers": [
              { "name": "claude", "dialect": "anthropic", "baseUrl": "{{cloud.Urls.First()}}", "credentials": "client" },
              { "name": "local", "dialect": "openai", "baseUrl": "{{local.Urls.First()}}", "model": "m", "contextWindow": 131072, "local": true, "priority": 1 } ] }
            """);
        using var options = new OptionsStore(Path.Combine(state.FullName, "sidecar.json"), TimeProvider.System, NullLogger<OptionsStore>.Instance);
        options.Load();
        await using var server = await GatewayServer.StartAsync(0, NullLoggerFactory.Instance, CancellationToken.None);
        await using var composition = Composition.Create(
            new SidecarPaths(state.FullName), options, server, (_, _, _, _) => throw new NotSupportedException(), TimeProvider.System, NullLoggerFactory.Instance);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler());

        foreach (var kilobytes in (int[])[2, 100])
        {
            var body = Body(kilobytes * 1000);
            var times = new List<double>();
            for (var i = 0; i < Warming + rounds; i++)
            {
                // Another login each time: the limit of the one before would be known.
                var took = await OneAsync(client, server.Port, body, $"Bearer {kilobytes}-{i}");
                if (i >= Warming)
                {
                    times.Add(took.TotalMilliseconds);
                }
            }

            times.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{kilobytes} KB request: median {times[times.Count / 2]:0.00} ms, p95 {times[times.Count * 95 / 100]:0.00} ms, p99 {times[times.Count * 99 / 100]:0.00} ms, worst {times[^1]:0.00} ms of {rounds} switches"));
        }

        state.Delete(recursive: true);
    }

    private static async Task<TimeSpan> OneAsync(HttpMessageInvoker client, int port, byte[] body, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/v1/messages") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.Add("anthropic-version", "2023-06-01");
        using var response = await client.SendAsync(request, CancellationToken.None);
        await response.Content.ReadAsByteArrayAsync();
        return response.StatusCode == HttpStatusCode.OK && response.Headers.GetValues("x-sidecar-reason").Single() == "quota-window"
            ? Stopwatch.GetElapsedTime(Volatile.Read(ref _refusedAt), Volatile.Read(ref _arrivedAt))
            : throw new InvalidOperationException($"It was not switched: {(int)response.StatusCode}.");
    }

    private static async Task RefuseAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        var headers = context.Response.Headers;
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.ContentType = "application/json";
        headers["anthropic-ratelimit-unified-status"] = "rejected";
        headers["anthropic-ratelimit-unified-5h-status"] = "rejected";
        headers["anthropic-ratelimit-unified-5h-utilization"] = "1.0";
        headers["anthropic-ratelimit-unified-5h-reset"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers["anthropic-ratelimit-unified-representative-claim"] = "five_hour";
        Volatile.Write(ref _refusedAt, Stopwatch.GetTimestamp());
        await context.Response.WriteAsync("""{"type":"error","error":{"type":"rate_limit_error","message":"You have hit your limit."}}""");
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            Volatile.Write(ref _arrivedAt, Stopwatch.GetTimestamp());
            await context.Request.Body.CopyToAsync(Stream.Null);
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(HttpMethods.IsPost(context.Request.Method) ? Answer : """{"object":"list","data":[{"id":"m"}]}""");
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private static byte[] Body(int size)
    {
        var words = new StringBuilder();
        while (words.Length < size)
        {
            words.Append("One more sentence of a conversation that has gone on for long. ");
        }

        return Encoding.UTF8.GetBytes(
            $$"""{"model":"claude-sonnet-5","max_tokens":1000,"tools":[{"name":"Read","description":"Reads","input_schema":{"type":"object","properties":{"path":{"type":"string"} } } }],"messages":[{"role":"user","content":"{{words}}"}]}""");
    }
}
