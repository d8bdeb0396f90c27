using System.Collections.Concurrent;
using System.Text;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>Many at once, and clients that go away in the middle.</summary>
public sealed class CrowdTests : AsyncTest
{
    private const int Clients = 200;

    private readonly ConcurrentBag<string> _mixedUp = [];
    private FakeUpstream _upstream = null!;
    private SidecarHost _sidecar = null!;
    private int _open;

    public override async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Answer = EchoAsync;
        _sidecar = await SidecarHost.StartAsync(_upstream.BaseUrl, local: null);
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact] // edge cases 31, 94
    public async Task ClientsThatHangUpLeaveNothingBehindAndMixNothingUp()
    {
        for (var round = 0; round < 2; round++)
        {
            var start = round * Clients;
            await Task.WhenAll(Enumerable.Range(start, Clients).Select(number => OneAsync(number)));
        }

        Assert.Empty(_mixedUp);
        Assert.All(_upstream.Requests, request => Assert.True(IsPure(request.Body), "A body with bytes of another request was sent."));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (_sidecar.Services.Activity.Running > 0 || Volatile.Read(ref _open) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }

        Assert.True(_sidecar.Services.Routing.Health.Of("claude").Available, "Clients that left were taken for faults of the backend.");
        Assert.Contains("claude_sidecar_broken_streams_total 0\n", _sidecar.Services.Metrics.Text(), StringComparison.Ordinal);
    }

    // Each client has a letter of its own, of which its body is made; the answer must be made of the same.
    private async Task OneAsync(int number)
    {
        var random = new Random(number);
        var letter = (char)('a' + (number % 26));
        var body = $$"""{"model":"claude-sonnet-5","stream":true,"messages":[{"role":"user","content":"{{new string(letter, random.Next(1, 300_000))}}"}]}""";
        using var hangUp = new CancellationTokenSource();
        var leavesAfter = random.Next(3) == 0 ? random.Next(0, 40_000) : int.MaxValue;
        if (random.Next(5) == 0)
        {
            hangUp.CancelAfter(random.Next(0, 60));
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(body), Headers = { { "x-letter", $"{char.ToUpperInvariant(letter)}" } } };
            using var response = await _sidecar.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, hangUp.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(hangUp.Token);
            var buffer = new byte[3000];
            var (total, count) = (0, 0);
            while (total < leavesAfter && (count = await stream.ReadAsync(buffer, hangUp.Token)) > 0)
            {
                total += count;
                var strange = Encoding.ASCII.GetString(buffer, 0, count).FirstOrDefault(c => char.IsUpper(c) && c != char.ToUpperInvariant(letter));
                if (strange != default)
                {
                    _mixedUp.Add($"{letter} got {strange}");
                }
            }
        }
        catch (OperationCanceledException) when (hangUp.IsCancellationRequested)
        {
            // It has left.
        }
    }

    private async Task EchoAsync(HttpContext context)
    {
        Interlocked.Increment(ref _open);
        try
        {
            var letter = context.Request.Headers["x-letter"].ToString();
            var one = Encoding.ASCII.GetBytes($"event: content_block_delta\ndata: {new string(letter[0], 700)}\n\n");
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; i < 100; i++)
            {
                await context.Response.Body.WriteAsync(one, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static bool IsPure(byte[] body)
    {
        var text = Encoding.ASCII.GetString(body);
        var begin = text.IndexOf("\"content\":\"", StringComparison.Ordinal) + 11;
        var content = text[begin..text.IndexOf('"', begin)];
        return content.All(c => c == content[0]);
    }
}
