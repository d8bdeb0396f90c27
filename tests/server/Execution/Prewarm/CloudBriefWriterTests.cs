using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Prewarm;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

public sealed class CloudBriefWriterTests : IDisposable
{
    private const string Answer = """{"type":"message","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":" The user wants "},{"type":"text","text":"tests. "}]}""";

    private readonly ManualTime _time = new();
    private readonly LogBook _log = new();
    private readonly PaidBackend _paid = new();
    private readonly CloudBriefWriter _writer;

    public CloudBriefWriterTests() => _writer = new(
        () => new()
        {
            Providers =
            [
                new() { Name = "claude", BaseUrl = new("https://api.anthropic.com"), Dialect = Dialect.Anthropic, Credentials = CredentialKind.Client },
                new() { Name = "local", BaseUrl = new("http://127.0.0.1:11434"), Local = true },
                new() { Name = "paid", BaseUrl = new("https://api.deepseek.com/anthropic"), Credentials = CredentialKind.Key, ApiKeyEnv = "KEY", Model = "deepseek-chat" },
            ],
        },
        name => name == "nowhere" ? null : _paid,
        _time,
        new Logger<CloudBriefWriter>(_log));

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task AProviderWithAKeyOfOursWritesIt()
    {
        Assert.Equal("The user wants tests.", await _writer.WriteAsync("paid", "secret excerpts", default));

        var asked = Assert.Single(_paid.Asked);
        using var body = JsonDocument.Parse(asked.Body);
        Assert.Equal("deepseek-chat", body.RootElement.GetProperty("model").GetString());
        Assert.Equal(CloudBriefWriter.MostTokens, body.RootElement.GetProperty("max_tokens").GetInt32());
        Assert.Equal("secret excerpts", body.RootElement.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.DoesNotContain(asked.Headers.Keys, HeaderNames.IsCredential);
        Assert.All(_log.Lines, line => Assert.DoesNotContain("secret", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("claude")]
    [InlineData("local")]
    [InlineData("nowhere")]
    public async Task NobodyElseIsEverAsked(string provider)
    {
        Assert.Null(await _writer.WriteAsync(provider, "excerpts", default));
        Assert.Empty(_paid.Asked);
    }

    [Fact]
    public async Task TheSameExcerptsAreSentOnceAndOthersNotSoonAfter()
    {
        await _writer.WriteAsync("paid", "one", default);
        Assert.Equal("The user wants tests.", await _writer.WriteAsync("paid", "one", default));
        Assert.Null(await _writer.WriteAsync("paid", "two", default));
        Assert.Single(_paid.Asked);

        _time.Advance(CloudBriefWriter.Pause);
        Assert.NotNull(await _writer.WriteAsync("paid", "two", default));
        Assert.Equal(2, _paid.Asked.Count);
    }

    [Theory]
    [InlineData(429, Answer)]
    [InlineData(200, "no JSON")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"content":[]}""")]
    [InlineData(0, "")]
    public async Task AFailureLeavesNoBrief(int status, string answer)
    {
        (_paid.Status, _paid.Answer) = (status, answer);
        Assert.Null(await _writer.WriteAsync("paid", "excerpts", default));
    }

    [Fact]
    public async Task OfALongTextTheNewerPartIsSent()
    {
        await _writer.WriteAsync("paid", new string('a', 10) + new string('b', CloudBriefWriter.MostCharacters), default);
        using var body = JsonDocument.Parse(_paid.Asked[0].Body);
        Assert.Equal(new string('b', CloudBriefWriter.MostCharacters), body.RootElement.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    private sealed class PaidBackend : IBackend
    {
        public string Name => "paid";

        public List<UpstreamRequest> Asked { get; } = [];

        public int Status { get; set; } = 200;

        public string Answer { get; set; } = CloudBriefWriterTests.Answer;

        public Task<UpstreamReply> SendAsync(UpstreamRequest request, CancellationToken cancellationToken)
        {
            Asked.Add(request);
            return Task.FromResult(new UpstreamReply { Status = Status, Body = OnceAsync(Encoding.UTF8.GetBytes(Answer)) });
        }

        private static async IAsyncEnumerable<ReadOnlyMemory<byte>> OnceAsync(byte[] answer)
        {
            await Task.CompletedTask;
            yield return answer.AsMemory(0, answer.Length / 2);
            yield return answer.AsMemory(answer.Length / 2);
        }
    }
}
