using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClaudeSidecar.Cli;
using ClaudeSidecar.Control;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Tests.Generated;

namespace ClaudeSidecar.Tests.Cli;

/// <summary>
/// One state, and what each surface makes of it. The states are written to <c>tests/extension/fakes/states</c> (UPDATE_GENERATED=1), where
/// the editor's surfaces are held against the same facts.
/// </summary>
public sealed partial class SurfacesTests : AsyncTest
{
    private const string Cloud = """
        { "plays":[{"steps":[{"text":"The answer."}]}],
          "cloud": { "limitAtRequest": 13, "quota": {
            "5h": { "used": 0.40, "perRequest": 0.02, "resetsInSeconds": 10800 },
            "7d": { "used": 0.35, "perRequest": 0.002, "resetsInSeconds": 259200 },
            "7d_oi": { "used": 0.82, "perRequest": 0.001, "models": ["opus"], "resetsInSeconds": 259200 } } } }
        """;

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.Utc;
    private readonly ManualTime _time = new();
    private readonly List<QuotaStatus> _told = [];
    private readonly List<Notice> _notices = [];
    private CloudSimulator _cloud = null!;
    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync()
    {
        _cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse(Cloud), time: _time);
        _local = await LocalSimulator.StartAsync(SimulatorScript.Parse("""{ "plays":[{"steps":[{"text":"The answer."}]}] }"""), time: _time);
        _sidecar = await SidecarHost.StartAsync(_cloud.BaseUrl, _local.BaseUrl, _time);
        _sidecar.Services.Control.QuotaChanged += _told.Add;
        _sidecar.Services.Control.Noticed += _notices.Add;
        await AskAsync("claude-opus-4-5");
        for (var turn = 0; turn < 11; turn++)
        {
            _time.Advance(TimeSpan.FromMinutes(3));
            await AskAsync("claude-sonnet-5");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _cloud.DisposeAsync();
        await _local.DisposeAsync();
    }

    // edge case 46
    [Fact]
    public async Task EverySurfaceTellsTheSamePace()
    {
        var report = await StatusAsync("pace");
        File.WriteAllText("/tmp/q1/pace.txt", new StatusText(new(false), Now, Zone).Render(report) + new StatusText(new(true), Now, Zone).Render(report) + string.Join("\n", _notices) + Line(report, false));

        Assert.Equal(Json(report.Quota), Json(_told[^1]));
        Assert.Equal(
            """
            Quota
              weekly Opus  ████████████████░░░░  82% used, 18% left, resets 11-24 12:00 (in 2 d 23 h)
                           read 12:00 (33 min ago) from Claude's last answer
              5-hour       █████████████░░░░░░░  64% used, 36% left, resets 15:00 (in 2 h 27 min)
                           40% an hour of work: used up 13:27 (13:11 to 13:50)
              weekly       ███████░░░░░░░░░░░░░  37% used, 63% left, resets 11-24 12:00 (in 2 d 23 h)
                           4% an hour of work: used up 11-22 04:18 (11-22 03:15 to 11-22 05:30)
              2 tokens in and 3 out a minute of work, and 0 from the cache
              read 12:33 (less than a minute ago) from Claude's last answer
            """,
            Section(new StatusText(new(IsChinese: false), Now, Zone).Render(report)));
        Assert.Equal(
            """
            配额
            """,
            Section(new StatusText(new(IsChinese: true), Now, Zone).Render(report)));
        Assert.Equal("Claude 5h 64% · wk 37% · wk Opus 82% → dry ~13:27, resets 15:00", Line(report, chinese: false));
        Assert.Equal("Claude 5h 64% · 周 37% · 周 Opus 82% → 约 13:27 用尽，15:00 重置", Line(report, chinese: true));
        Assert.Equal("18 % of Claude's weekly Opus quota is left; it resets at 11-24 12:00.", _notices.Single().Text);
        Assert.Equal("Claude 的每周 Opus 配额剩余 18%，将于 11-24 12:00 重置。", _notices.Single().TextZh);
    }

    // edge case 40
    // edge case 46
    [Fact]
    public async Task EverySurfaceTellsTheSameLimit()
    {
        await AskAsync("claude-sonnet-5");
        var report = await StatusAsync("limit");
        File.WriteAllText("/tmp/q1/limit.txt", new StatusText(new(false), Now, Zone).Render(report) + new StatusText(new(true), Now, Zone).Render(report)+ string.Join("\n", _notices));

        var english = new StatusText(new(IsChinese: false), Now, Zone).Render(report);
        var chinese = new StatusText(new(IsChinese: true), Now, Zone).Render(report);
        Assert.StartsWith("x", english, StringComparison.Ordinal);
        Assert.StartsWith("x", chinese, StringComparison.Ordinal);
        Assert.Equal("Local qwen3-coder:30b · Claude back 15:00", Line(report, chinese: false));
        Assert.Equal("本地 qwen3-coder:30b · Claude 15:00 恢复", Line(report, chinese: true));
        Assert.Equal(("switched-to-local", report.Route.Text, report.Route.TextZh), (_notices[^1].Code, _notices[^1].Text, _notices[^1].TextZh));
        Assert.Equal((report.Route.Text, report.Route.TextZh), (report.Switches[0].Text, report.Switches[0].TextZh));
        var switched = _sidecar.Services.Control.Switch("auto", null);
        Assert.Equal((report.Route.Text, report.Route.TextZh), (switched.Text, switched.TextZh));
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private string Line(StatusReport report, bool chinese) => new StatuslineText(new(chinese), Now, Zone).Render(report, JsonElement.Parse("""{"session_id":"s-1"}"""));

    private static string Section(string page)
    {
        var lines = page.ReplaceLineEndings("\n").Split('\n');
        var from = Array.FindIndex(lines, line => line is "Quota" or "配额");
        return string.Join('\n', lines[from..Array.IndexOf(lines, "", from)]);
    }

    private async Task AskAsync(string model)
    {
        using var response = await _sidecar.AskAsync(SidecarHost.Turn(model: model));
        await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode);
    }

    private async Task<StatusReport> StatusAsync(string state)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/status") { Headers = { Authorization = new("Bearer", _sidecar.Token) } };
        using var response = await _sidecar.Client.SendAsync(request);
        var json = await response.Content.ReadAsByteArrayAsync();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonSerializer.SerializeToNode(_sidecar.Services.Control.Status(), ControlJson.Default.StatusReport)));
        HoldAgainstFile(state, json);
        return JsonSerializer.Deserialize(json, ControlJson.Default.StatusReport)!;
    }

    // What changes from run to run is made equal: ports, the process, the version.
    private static void HoldAgainstFile(string state, byte[] json)
    {
        var report = JsonNode.Parse(json)!;
        (report["version"], report["pid"]) = ("0.1.0", 4711);
        var text = Port().Replace(report.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), "127.0.0.1:47600").ReplaceLineEndings("\n") + "\n";
        var path = RepositoryFiles.Path("tests", "extension", "fakes", "states", $"{state}.json");
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1")
        {
            File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text, $"{path} is not what the sidecar tells: UPDATE_GENERATED=1 writes it.\n{text}");
    }

    private static string Json(QuotaStatus quota) => JsonSerializer.Serialize(quota, ControlJson.Default.QuotaStatus);

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Port();
}
