using System.Text.Json.Nodes;

namespace ClaudeSidecar.Simulation.Cloud;

/// <summary>An error answer in Anthropic's form (claude-wire 2a).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">The error's type.</param>
/// <param name="Message">The sentence, in the wording of the real server.</param>
internal sealed record Refusal(int Status, string Type, string Message)
{
    /// <summary>A code in <c>error.details</c>; null for none.</summary>
    public string? Code { get; init; }

    /// <summary>The value of <c>x-should-retry</c>; null for no such header.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>A request that is wrong in itself.</summary>
    public static Refusal Invalid(string message) => new(400, "invalid_request_error", message) { ShouldRetry = false };

    /// <summary>The body.</summary>
    public JsonObject Body(string requestId)
    {
        var error = new JsonObject { ["type"] = Type, ["message"] = Message };
        if (Code is not null)
        {
            error["details"] = new JsonObject { ["error_code"] = Code };
        }

        return new() { ["type"] = "error", ["error"] = error, ["request_id"] = requestId };
    }
}
