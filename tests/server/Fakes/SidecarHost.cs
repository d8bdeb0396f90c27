using ClaudeSidecar.Cli;
using ClaudeSidecar.Gateway;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Settings.ClaudeSettings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>The real sidecar on a free port, with a state folder of its own.</summary>
internal sealed class SidecarHost : IAsyncDisposable
{
    private readonly TempFolder _state;
    private readonly OptionsStore _options;
    private readonly GatewayServer _server;
    private readonly Composition _composition;

    private SidecarHost(TempFolder state, OptionsStore options, GatewayServer server, Composition composition, TimeProvider time)
    {
        (_state, _options, _server, _composition, Time) = (state, options, server, composition, time);
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null }) { BaseAddress = new(BaseUrl) };
    }

    public TimeProvider Time { get; }

    public string BaseUrl => $"http://127.0.0.1:{_server.Port}";

    public int Port => _server.Port;

    public HttpClient Client { get; }

    public GatewayServices Services => _composition.Services;

    public ClaudeSidecar.Execution.Prewarm.Prewarmer Prewarmer => _composition.Prewarmer;

    public ClaudeSidecar.Execution.Prewarm.CloudBriefs Briefs => _composition.Briefs;

    public string Token => Services.Token.Text;

    public string ConfigurationFile => _state["sidecar.json"];

    public static async Task<SidecarHost> StartAsync(string configuration, TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        loggers ??= NullLoggerFactory.Instance;
        var clock = time ?? TimeProvider.System;
        var state = new TempFolder();
        state.Write("sidecar.json", configuration);
        var options = new OptionsStore(state["sidecar.json"], clock, NullLogger<OptionsStore>.Instance);
        options.Load();
        Assert.Null(options.Error);
        var server = await GatewayServer.StartAsync(0, loggers, CancellationToken.None);
        var composition = Composition.Create(state.Paths, options, server, (_, _, _, _) => throw new NotSupportedException(), clock, loggers, random: static () => 0);
        return new(state, options, server, composition, clock);
    }

    /// <summary>Claude at one address and, where given, a local model at another, which is asked nothing ahead of time.</summary>
    public static Task<SidecarHost> StartAsync(string cloud, string? local, TimeProvider? time = null, string handover = "{}", ILoggerFactory? loggers = null)
    {
        var second = local is null ? "" : $$""", { "name": "local", "dialect": "openai", "baseUrl": "{{local}}", "model": "qwen3-coder:30b", "local": true, "priority": 10 }""";
        return StartAsync(
            $$"""
            {
              "providers": [ { "name": "claude", "dialect": "anthropic", "baseUrl": "{{cloud}}", "credentials": "client" }{{second}} ],
              "handover": {{handover}},
              "context": { "prewarm": "off" }
            }
            """,
            time,
            loggers);
    }

    /// <summary>Reads the configuration file again at once.</summary>
    public void Reload()
    {
        _options.Load();
        Assert.Null(_options.Error);
    }

    /// <summary>Looks for the local servers, as an editor does.</summary>
    public async Task HealthCheckAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/health-check");
        request.Headers.Authorization = new("Bearer", Token);
        using var answer = await Client.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Sends a turn as Claude Code would.</summary>
    public Task<HttpResponseMessage> AskAsync(string body, string path = "/v1/messages?beta=true", string session = "s-1", string? agent = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", "Bearer any");
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("x-claude-code-session-id", session);
        if (agent is not null)
        {
            request.Headers.Add("x-claude-code-agent-id", agent);
        }

        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>A small turn of a session with tools.</summary>
    public static string Turn(string text = "hello", bool stream = true, string model = "claude-sonnet-5") =>
        $$"""
        {"model":"{{model}}","max_tokens":1000,"stream":{{(stream ? "true" : "false")}},
         "tools":[{"name":"Read","description":"Reads","input_schema":{"type":"object","properties":{"file_path":{"type":"string"} } } }],
         "messages":[{"role":"user","content":"{{text}}"}]}
        """;

    /// <summary>The middle of a tool loop.</summary>
    public static string ToolTurn(bool stream = true) =>
        $$"""
        {"model":"claude-sonnet-5","max_tokens":1000,"stream":{{(stream ? "true" : "false")}},
         "tools":[{"name":"Read","description":"Reads","input_schema":{"type":"object","properties":{"file_path":{"type":"string"} } } }],
         "messages":[{"role":"user","content":"hello"},
          {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"Read","input":{"file_path":"a"} }]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"x"}]}]}
        """;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        await _composition.DisposeAsync();
        _options.Dispose();
        _state.Dispose();
    }
}
