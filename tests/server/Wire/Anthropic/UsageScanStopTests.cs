using System.Text;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Wire.Anthropic;

public sealed class UsageScanStopTests
{
    [Theory]
    [InlineData("""{"stop_reason":null,"usage":{}}""", null)]
    [InlineData("""{"delta":{"stop_reason":"tool_use","stop_sequence":null}}""", "tool_use")]
    [InlineData("""{"stop_reason": "end_turn"}""", "end_turn")]
    [InlineData("""{"text":"\"stop_reason\":\"end_turn\""}""", null)]
    [InlineData("""{"stop_reason":"end""", null)]
    public void HowAnAnswerEndsIsFoundAsItPassesBy(string json, string? expected)
    {
        var scan = new UsageScan();
        scan.Take("""{"type":"message_start","message":{"stop_reason":null,"content":[]}}"""u8);
        scan.Take(Encoding.UTF8.GetBytes(json));

        Assert.Equal(expected, scan.Stop);
    }
}
