using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ClaudeSidecar.Tests.Generated;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>A model server that gives the answers of one file of <c>Execution/Discovery/fixtures</c>, byte for byte.</summary>
internal sealed class RecordedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, Page> _pages;

    private RecordedServer(WebApplication app, Dictionary<string, Page> pages) => (_app, _pages) = (app, pages);

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>What was asked, in order: <c>GET /v1/models</c>.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Starts one. A file with one page alone gives it to every question, as a development server does.</summary>
    public static async Task<RecordedServer> StartAsync(string name, string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(address).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var server = new RecordedServer(app, Read(RepositoryFiles.Path("tests", "server", "Execution", "Discovery", "fixtures", name + ".txt")));
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Dictionary<string, Page> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        return lines.Index().Where(line => line.Item.StartsWith("### ", StringComparison.Ordinal)).ToDictionary(
            line => line.Item[4..line.Item.LastIndexOf(": ", StringComparison.Ordinal)],
            line =>
            {
                var parts = line.Item[(line.Item.LastIndexOf(": ", StringComparison.Ordinal) + 2)..].Split(" server=");
                return new Page(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts.Length > 1 ? parts[1] : null, lines[line.Index + 1]);
            });
    }

    private async Task HandleAsync(HttpContext context)
    {
        var asked = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        if (HttpMethods.IsPost(context.Request.Method))
        {
            var body = await JsonNode.ParseAsync(context.Request.Body);
            asked += $" {body!["model"]}";
        }

        Asked.Enqueue(asked);
        var page = _pages.Count == 1 ? _pages.Values.Single() : _pages.GetValueOrDefault(asked) ?? new Page(404, null, "404 page not found");
        context.Response.StatusCode = page.Status;
        if (page.Server is { } name)
        {
            context.Response.Headers.Server = name;
        }

        await context.Response.WriteAsync(page.Body);
    }

    private sealed record Page(int Status, string? Server, string Body);
}
