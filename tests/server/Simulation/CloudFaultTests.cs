using ClaudeSidecar.Simulation;

namespace ClaudeSidecar.Tests.Simulation;

public sealed class CloudFaultTests
{
    private const string Prefix = "anthropic-ratelimit-unified-";

    [Theory]
    [InlineData("429-window", 429, "rate_limit_error", "rejected")] // edge case 1
    [InlineData("429-model-window", 429, "rate_limit_error", "rejected")] // edge case 5
    [InlineData("429-plain", 429, "rate_limit_error", null)] // edge case 3
    [InlineData("429-credits", 429, "rate_limit_error", "allowed")] // edge case 4
    [InlineData("529", 529, "overloaded_error", null)] // edge case 6
    [InlineData("500", 500, "api_error", null)]
    [InlineData("401", 401, "authentication_error", null)] // edge case 7
    [InlineData("403", 403, "permission_error", null)]
    public async Task AnErrorHasItsStatusTypeAndHeaders(string fault, int status, string type, string? unified)
    {
        await using var cloud = await StartAsync($"\"{fault}\"");
        using var answer = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask(stream: true));

        Assert.Equal((status, "application/json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal(type, (string?)(await answer.JsonAsync())["error"]!["type"]);
        Assert.Equal(unified, answer.Header(Prefix + "status"));
        Assert.Equal(fault, cloud.Requests.Single().Incident);
    }

    [Fact]
    public async Task AFaultComesAtItsNumbersOrForTheNextFewOrForItsPrompt()
    {
        await using var cloud = await StartAsync("""{ "name": "500", "at": [2] }, { "name": "529", "match": { "lastUser": "bad" }, "next": 2 }""");
        var statuses = new List<int>();
        foreach (var prompt in new[] { "good", "good", "bad", "good", "bad", "bad" })
        {
            using var answer = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask(prompt));
            statuses.Add((int)answer.StatusCode);
        }

        Assert.Equal([200, 500, 529, 200, 529, 200], statuses);
    }

    [Theory]
    [InlineData("502-html", 502, "text/html", "<!DOCTYPE html>")]
    [InlineData("html-200", 200, "text/html", "<!DOCTYPE html>")] // edge case 27
    [InlineData("empty-200", 200, "text/event-stream", "")] // edge case 27
    [InlineData("json-on-stream", 200, "application/json", "{\"id\":\"msg_")] // edge case 27
    [InlineData("error-first-event", 200, "text/event-stream", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"")] // edge case 26
    public async Task ABodyOfTheWrongKindArrivesWhole(string fault, int status, string type, string start)
    {
        await using var cloud = await StartAsync($"\"{fault}\"");
        using var answer = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask(stream: true));
        var (text, broken) = await answer.ReadAsync();

        Assert.Equal((status, type, false), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, broken));
        Assert.True(start.Length == 0 ? text.Length == 0 : text.StartsWith(start, StringComparison.Ordinal), text);
    }

    [Theory]
    [InlineData("cut-after-events:0", 0)]
    [InlineData("cut-after-events:4", 4)]
    public async Task TheConnectionIsCutAfterExactlySoManyEvents(string fault, int events)
    {
        await using var cloud = await StartAsync($"\"{fault}\"");
        var (text, broken) = await ReadOrBreakAsync(cloud);

        Assert.True(broken);
        Assert.Equal(events, SimulatorClient.Events(text).Count);
    }

    [Fact]
    public async Task TheConnectionIsResetWithinAnEvent()
    {
        await using var cloud = await StartAsync("\"reset-at-byte:100\"");
        var (text, broken) = await ReadOrBreakAsync(cloud);

        // A reset may overtake what was sent before it.
        Assert.True(broken);
        Assert.True(text.Length <= 100);
    }

    [Fact]
    public async Task AStreamThatOnlyBeganEndsInGoodOrder() // edge case 28
    {
        await using var cloud = await StartAsync("\"start-then-eof\"");
        var (text, broken) = await ReadOrBreakAsync(cloud);

        Assert.False(broken);
        Assert.Equal("message_start", (string)Assert.Single(SimulatorClient.Events(text))["type"]!);
    }

    [Fact]
    public async Task AStalledStreamStaysSilentUntilTheClientLeaves() // edge case 31
    {
        await using var cloud = await StartAsync("\"stall-after-events:1\"");
        using (var answer = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask(stream: true)))
        {
            var stream = await answer.Content.ReadAsStreamAsync();
            Assert.True(await stream.ReadAsync(new byte[4096]) > 0);
            Assert.False(cloud.Requests.Single().ClientLeft);
        }

        var patience = TimeProvider.System.GetTimestamp();
        while (!cloud.Requests.Single().ClientLeft && TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(90))
        {
            await Task.Yield();
        }

        Assert.True(cloud.Requests.Single().ClientLeft);
    }

    private static Task<CloudSimulator> StartAsync(string faults) =>
        CloudSimulator.StartAsync(SimulatorScript.Parse($$"""{ "cloud": { "faults": [{{faults}}] } }"""));

    private static async Task<(string Text, bool Broken)> ReadOrBreakAsync(CloudSimulator cloud)
    {
        try
        {
            using var answer = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask(stream: true));
            return await answer.ReadAsync();
        }
        catch (HttpRequestException)
        {
            return ("", true);
        }
    }
}
