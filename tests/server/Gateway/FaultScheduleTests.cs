using System.Globalization;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>
/// Faults of both upstreams in every mixture, each schedule from its seed. What must hold in all of them: an answer within bounds, each
/// stream whole or ended by one error event, one start, and no failure for the client while somebody who could answer had not been asked.
/// </summary>
[Collection(Alone.Name)] // the exceptions that nobody observed are those of the whole process
public sealed class FaultScheduleTests : AsyncTest
{
    // CI runs 10 000 of them beside the others; one that failed is run again alone by its seed.
    private static readonly int First = Number("FAULT_SEED", 0);
    private static readonly int Schedules = Number("FAULT_SCHEDULES", First > 0 ? 1 : 300);

    // Most of a schedule is waiting: many of them share two cores well.
    private const int Stages = 8;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    // Those after which the very same request can still be answered by another backend, and those that break off what has begun.
    private static readonly string[] BeforeContent =
    [
        "429-window", "429-model-window", "429-plain", "429-credits", "529", "500", "502-html", "error-first-event", "empty-200", "html-200", "json-on-stream",
        "start-then-eof", "slow-headers:40", "stall-after-events:0", "stall-after-events:1", "cut-after-events:0", "cut-after-events:1", "reset-at-byte:0", "reset-at-byte:40", "reset-at-byte:150",
    ];

    private static readonly string[] Anywhere = ["cut-after-events:3", "cut-after-events:6", "reset-at-byte:700", "reset-at-byte:900", "reset-at-byte:1300", "reset-at-byte:2000", "stall-after-events:4", "cut-after-events:9"];

    private static readonly string[] LocalHarmless =
    [
        "whole-args", "args-per-byte", "args-object", "missing-index", "id-absent", "id-empty", "name-split", "text-after-tools", "finish-stop-with-tools", "finish-missing",
        "two-finish", "no-done", "usage-every-chunk", "no-usage", "content-null-with-tools", "comments", "crlf", "reasoning-field", "think-inline", "think-close-only",
    ];

    private static readonly string[] LocalFatal = ["loading-503", "busy-503", "cut-after-chunks:0", "empty-answer"];

    private static readonly string[] LocalBreaking = ["malformed-args", "cut-mid-tool", "cut-after-chunks:3", "error-in-stream"];

    private readonly List<Exception> _unobserved = [];

    public override Task InitializeAsync()
    {
        // What the tests before this one have left behind is not told as its own.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        return ValueTask.CompletedTask;
    }

    [Fact] // edge cases 24–30, 38, 39
    public async Task EveryScheduleOfFaultsEndsWellForTheClient()
    {
        var next = First - 1;
        await Task.WhenAll(Enumerable.Range(0, Stages).Select(_ => Task.Run(async () =>
        {
            await using var stage = await FaultStage.StartAsync();
            while (Interlocked.Increment(ref next) is var seed && seed < First + Schedules)
            {
                await PlayAsync(stage, seed);
            }
        })));

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Empty(_unobserved);
    }

    private static async Task PlayAsync(FaultStage stage, int seed)
    {
        var schedule = new Schedule(new Random(seed));
        await stage.LoadAsync(schedule.Cloud, schedule.Local);
        var cloud = schedule.CloudRefuses ? "http://127.0.0.1:9" : stage.Cloud;
        var local = schedule.LocalRefuses ? "http://127.0.0.1:9" : stage.Local;
        await using var sidecar = await SidecarHost.StartAsync(cloud, schedule.WithLocal ? local : null, stage.Time);
        for (var turn = 0; turn < 3; turn++)
        {
            await CheckAsync(stage, sidecar, schedule, $"FAULT_SEED={seed}, turn {turn}, {schedule}");
        }

        Assert.True(sidecar.Services.Activity.Running <= 1, $"FAULT_SEED={seed}: a request is still running");
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved)
    {
        // Tests run side by side: only what passed through the proxy's own code is ours.
        if (unobserved.Exception.ToString().Contains("ClaudeSidecar.", StringComparison.Ordinal))
        {
            _unobserved.Add(unobserved.Exception);
        }
    }

    private static async Task CheckAsync(FaultStage stage, SidecarHost sidecar, Schedule schedule, string name)
    {
        var (status, provider, type, bytes, whole) = await stage.WithTimeGoingOnAsync(AskAsync(sidecar, schedule.Streams)).WaitAsync(Bound);
        var text = Encoding.UTF8.GetString(bytes);
        if (status != 200)
        {
            Assert.False(schedule.MustSucceed, $"{name}: {status} {text}");
            Assert.True(whole, $"{name}: an error that breaks off");
            using var error = schedule.PassesHtml && text.StartsWith("<!", StringComparison.Ordinal) ? null : JsonDocument.Parse(text);
            Assert.True(error is null || error.RootElement.GetProperty("type").GetString() == "error", $"{name}: {text}");
            return;
        }

        if (!schedule.Streams)
        {
            using var message = JsonDocument.Parse(text);
            Assert.Equal("message", message.RootElement.GetProperty("type").GetString());
            return;
        }

        Assert.True(whole, $"{name}: {provider}'s stream was cut on the client");
        Assert.StartsWith("text/event-stream", type, StringComparison.Ordinal);
        var read = Record.Exception(() => Validate(bytes));
        Assert.True(read is null, $"{name}: {provider}: {read?.Message}\n{text}");
        Assert.False(schedule.MustSucceed && StreamValidator.Read(bytes).Error is not null, $"{name}: {provider}: {text}");
    }

    private static void Validate(byte[] bytes) => StreamValidator.Read(bytes);

    private static async Task<(int Status, string Provider, string Type, byte[] Bytes, bool Whole)> AskAsync(SidecarHost sidecar, bool streams)
    {
        using var response = await sidecar.AskAsync(SidecarHost.Turn(stream: streams));
        using var received = new MemoryStream();
        var whole = true;
        try
        {
            await response.Content.CopyToAsync(received);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            whole = false;
        }

        return (
            (int)response.StatusCode, response.Headers.GetValues("x-sidecar-provider").Single(), response.Content.Headers.ContentType?.ToString() ?? "", received.ToArray(), whole);
    }

    private sealed class Schedule
    {
        private const string Plays = """
            "plays":[{"steps":[{"thinking":"Let me see.","text":"The answer has some words in it.","tools":[{"name":"Read","input":{"file_path":"/tmp/a.txt"}}]}]}]
            """;

        private readonly string _cloudFault;
        private readonly string _localFault;

        public Schedule(Random random)
        {
            Streams = random.Next(4) != 0;
            WithLocal = random.Next(4) != 0;
            CloudRefuses = random.Next(12) == 0;
            LocalRefuses = random.Next(12) == 0;
            var early = random.Next(3) != 0;
            _cloudFault = random.Next(6) == 0 ? "" : early ? Pick(random, BeforeContent) : Pick(random, Anywhere);
            var localKind = random.Next(6);
            _localFault = localKind switch { 0 => Pick(random, LocalFatal), 1 => Pick(random, LocalBreaking), 2 => "", _ => Pick(random, LocalHarmless) };
            Cloud = $$"""{ {{Plays}}, "cloud": { "chunkSize": {{random.Next(1, 12)}}, "compress": false, "faults": [{{Quoted(_cloudFault)}}] } }""";
            Local = $$"""{ {{Plays}}, "local": { "chunkSize": {{random.Next(1, 12)}}, "irregularities": [{{Quoted(_localFault)}}] } }""";
            var cloudHealthy = !CloudRefuses && _cloudFault.Length == 0;
            var localHealthy = WithLocal && !LocalRefuses && localKind > 1;

            // What is whole is judged before it is sent, so that for it any fault comes before content.
            var cloudFailsEarly = CloudRefuses || early || !Streams;
            MustSucceed = cloudHealthy || (localHealthy && cloudFailsEarly);
        }

        public bool Streams { get; }

        public bool WithLocal { get; }

        public bool CloudRefuses { get; }

        public bool LocalRefuses { get; }

        public string Cloud { get; }

        public string Local { get; }

        /// <summary>True when somebody can answer, and the others fail before their first content.</summary>
        public bool MustSucceed { get; }

        /// <summary>True when the upstream's own page may reach the client.</summary>
        public bool PassesHtml => _cloudFault == "502-html";

        public override string ToString() =>
            $"{(Streams ? "stream" : "whole")}, cloud {(CloudRefuses ? "refuses" : _cloudFault)}, local {(!WithLocal ? "none" : LocalRefuses ? "refuses" : _localFault)}";

        private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

        private static string Quoted(string name) => name.Length == 0 ? "" : $"\"{name}\"";
    }
}
