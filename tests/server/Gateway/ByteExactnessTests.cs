using System.IO.Compression;
using System.Text;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Gateway;

public sealed class ByteExactnessTests : AsyncTest
{
    private FakeUpstream _upstream = null!;
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _sidecar = await SidecarHost.StartAsync(_upstream.BaseUrl, local: null);
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact] // edge cases 57, 58, 88, 114
    public async Task AThousandGeneratedRequestsAndStreamsPassThroughToTheByte()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var (request, sent) = Request(random);
            var (answer, encoding) = Compressed(random, Stream(random));
            var pieceSize = seed % 4 == 0 ? 1 : random.Next(1, 200);
            var status = random.Next(6) == 0 ? 400 : 200;
            _upstream.Answer = async context =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers["request-id"] = $"req_{seed}";
                context.Response.Headers["anthropic-ratelimit-unified-5h-utilization"] = "0.25";
                context.Response.Headers["x-anything-new"] = "kept, as it is";
                if (encoding is not null)
                {
                    context.Response.Headers.ContentEncoding = encoding;
                }

                await FakeUpstream.Stream(answer, pieceSize)(context);
            };

            using var response = await _sidecar.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var received = await response.Content.ReadAsByteArrayAsync();

            Assert.True(_upstream.Requests.TryDequeue(out var seen), $"seed {seed}: nothing arrived");
            Assert.True(sent.AsSpan().SequenceEqual(seen.Body), $"seed {seed}: the body was changed");
            Assert.Equal(request.RequestUri!.PathAndQuery, seen.Target);
            foreach (var (name, values) in request.Headers.Concat(request.Content!.Headers).Where(header => header.Key is not "Host"))
            {
                Assert.True(seen.Headers.TryGetValue(name, out var value), $"seed {seed}: {name} is missing");
                Assert.Equal(string.Join(name == "User-Agent" ? " " : ", ", values), value);
            }

            var added = seen.Headers.Keys.Except(request.Headers.Concat(request.Content.Headers).Select(header => header.Key), StringComparer.OrdinalIgnoreCase);
            Assert.Equal(["Host"], added.Where(name => name is not "Content-Length"));
            Assert.Equal(status, (int)response.StatusCode);
            Assert.True(answer.AsSpan().SequenceEqual(received), $"seed {seed}: the answer was changed at piece size {pieceSize}");
            Assert.Equal($"req_{seed}", response.Headers.GetValues("request-id").Single());
            Assert.Equal("kept, as it is", response.Headers.GetValues("x-anything-new").Single());
            Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.GetValues("Content-Type").Single());
            Assert.Equal("claude", response.Headers.GetValues("x-sidecar-provider").Single());
        }
    }

    [Theory] // edge case 113
    [InlineData(40)]
    public async Task ABodyOfManyMegabytesPassesThrough(int megabytes)
    {
        var text = new string('x', megabytes << 20);
        var body = Encoding.UTF8.GetBytes($$"""{"model":"claude-sonnet-5","messages":[{"role":"user","content":"{{text}}"}]}""");
        _upstream.Answer = context => Json(context, """{"type":"message"}""");

        using var response = await _sidecar.Client.PostAsync("/v1/messages", new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } });

        Assert.Equal(200, (int)response.StatusCode);
        Assert.True(body.AsSpan().SequenceEqual(_upstream.Requests.Single().Body));
    }

    [Theory] // edge case 110
    [InlineData("GET", "/v1/models?limit=1000&after=a%2Fb")]
    [InlineData("POST", "/api/event_logging/batch")]
    [InlineData("DELETE", "/v1/files/file_%20x")]
    [InlineData("GET", "/w/somekey/v1/files?x=%C3%A9")]
    public async Task AnyOtherPathGoesToAnthropicUntouched(string method, string target)
    {
        _upstream.Answer = context => Json(context, """{"ok":true}""", StatusCodes.Status202Accepted);
        var request = new HttpRequestMessage(new(method), new Uri(_sidecar.BaseUrl + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (method == "POST")
        {
            request.Content = new ByteArrayContent([1, 2, 3, 0, 255]);
        }

        using var response = await _sidecar.Client.SendAsync(request);

        Assert.Equal(202, (int)response.StatusCode);
        var seen = _upstream.Requests.Single();
        Assert.Equal((method, target.Replace("/w/somekey", "", StringComparison.Ordinal)), (seen.Method, seen.Target));
        Assert.Equal(method == "POST" ? [1, 2, 3, 0, 255] : [], seen.Body);
        Assert.False(method == "GET" && seen.Headers.ContainsKey("Content-Length"));
    }

    [Fact] // edge case 59
    public async Task ARedirectIsGivenToTheClientAndNotFollowed()
    {
        _upstream.Answer = context =>
        {
            context.Response.Redirect("http://127.0.0.1:1/elsewhere");
            return Task.CompletedTask;
        };

        using var response = await _sidecar.Client.GetAsync("/v1/models");

        Assert.Equal(302, (int)response.StatusCode);
        Assert.Single(_upstream.Requests);
    }

    [Fact]
    public async Task HeadersOfOneConnectionStayOnIt()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation("Connection", "x-mine");
        request.Headers.TryAddWithoutValidation("x-mine", "1");
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.TryAddWithoutValidation("x-others", "2");

        using var response = await _sidecar.Client.SendAsync(request);

        var seen = _upstream.Requests.Single().Headers;
        Assert.DoesNotContain(seen, header => header.Key is "x-mine" or "Connection");
        Assert.False(seen.ContainsKey("TE"));
        Assert.Equal("2", seen["x-others"]);
    }

    private static Task Json(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    private static (HttpRequestMessage Request, byte[] Body) Request(Random random)
    {
        // Odd spellings on purpose: a proxy that parses and writes again would change them.
        var unicode = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => char.ConvertFromUtf32(random.Next(0x20, 0xD7FF))))
            .Replace("\\", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal);
        var spaces = new string(' ', random.Next(5));
        var body = Encoding.UTF8.GetBytes(
            $$"""
            {{spaces}}{ "stream" :{{spaces}}true,"zz_unknown":[1.0,1e5,-0,{"a":null,"a":2}],"model":"claude-sonnet-5","messages"
            :[{"role":"user","content":[{"type":"text","text":"\u00e9\/{{unicode}}"},{"type":"thinking","thinking":"a","signature":"RW=={{random.Next()}}"}]}],"max_tokens":{{random.Next(1, 9999)}}}{{spaces}}
            """);
        var query = random.Next(3) switch { 0 => "", 1 => "?beta=true", _ => $"?beta=true&x=%7B{random.Next()}%7d&&y" };
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1/messages{query}", UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer sk-ant-oat01-{random.Next()}");
        request.Headers.TryAddWithoutValidation("anthropic-beta", "claude-code-20250219,oauth-2025-04-20,x-new-2027-01-01");
        request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        request.Headers.TryAddWithoutValidation("User-Agent", "claude-cli/2.1.329 (external, cli)");
        request.Headers.TryAddWithoutValidation("X-Stainless-Retry-Count", "0");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br, zstd");
        request.Headers.TryAddWithoutValidation("x-app", "cli");
        return (request, body);
    }

    private static byte[] Stream(Random random)
    {
        var end = random.Next(2) == 0 ? "\n" : "\r\n";
        var text = new StringBuilder($"event: message_start{end}data: {{\"type\":\"message_start\",\"message\":{{}}}}{end}{end}");
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            text.Append(random.Next(5) switch
            {
                0 => $": comment {random.Next()}{end}{end}",
                1 => $"event: ping{end}data: {{\"type\": \"ping\"}}{end}{end}",
                2 => $"event: something_new{end}data: {{\"x\":\"{char.ConvertFromUtf32(random.Next(0x1F600, 0x1F640))}\"}}{end}{end}",
                _ => $"event: content_block_delta{end}data:{{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{new string('y', random.Next(80))}\"}}}}{end}{end}",
            });
        }

        text.Append($"event: content_block_stop{end}data: {{\"type\":\"content_block_stop\",\"index\":0}}{end}{end}");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static (byte[] Bytes, string? Encoding) Compressed(Random random, byte[] bytes)
    {
        using var output = new MemoryStream();
        switch (random.Next(4))
        {
            case 0:
                using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
                {
                    gzip.Write(bytes);
                }

                return (output.ToArray(), "gzip");
            case 1:
                using (var brotli = new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true))
                {
                    brotli.Write(bytes);
                }

                return (output.ToArray(), "br");
            default:
                return (bytes, null);
        }
    }
}
