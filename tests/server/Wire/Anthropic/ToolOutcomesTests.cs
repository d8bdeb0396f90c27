using System.Text;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Wire.Anthropic;

public sealed class ToolOutcomesTests
{
    [Theory]
    [InlineData("""[{"type":"tool_result","tool_use_id":"a","content":"fine"},{"is_error":true,"content":[{"type":"text","text":"{}"}],"type":"tool_result"}]""", 2, 1)]
    [InlineData("""[{"type":"tool_result","is_error":false},{"type":"text","text":"is_error","is_error":true}]""", 1, 0)]
    [InlineData("""[{"type":"tool_result","content":[{"type":"tool_result","is_error":true}]}]""", 1, 0)]
    [InlineData(""" "\"is_error\":true" """, 0, 0)]
    [InlineData("[]", 0, 0)]
    [InlineData("", 0, 0)]
    [InlineData("""[{"type":7,"is_error":"true"},null]""", 0, 0)]
    [InlineData("""[{"type":"tool_result","is_error":true},{"type":"tool_res""", 1, 1)]
    public void ResultsAndTheirErrorsAreCounted(string content, int results, int errors) =>
        Assert.Equal(new ToolOutcomes(results, errors), ToolOutcomes.Of(Encoding.UTF8.GetBytes(content)));
}
