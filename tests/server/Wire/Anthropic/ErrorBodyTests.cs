using System.Text;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Tests.Wire.Anthropic;

public sealed class ErrorBodyTests
{
    [Fact]
    public void HasAnthropicsForm() => Assert.Equal(
        """{"type":"error","error":{"type":"api_error","message":"It said \"no\"."},"request_id":"req_1"}""",
        Encoding.UTF8.GetString(ErrorBody.Bytes(ErrorBody.Api, "It said \"no\".", "req_1")));

    [Theory] // claude-wire 2a
    [InlineData(400, "invalid_request_error")]
    [InlineData(404, "not_found_error")]
    [InlineData(413, "request_too_large")]
    [InlineData(421, "permission_error")]
    [InlineData(422, "invalid_request_error")]
    [InlineData(429, "rate_limit_error")]
    [InlineData(500, "api_error")]
    [InlineData(503, "api_error")]
    [InlineData(504, "timeout_error")]
    [InlineData(529, "overloaded_error")]
    public void EachStatusHasItsType(int status, string type) => Assert.Equal(type, ErrorBody.TypeOf(status));
}
