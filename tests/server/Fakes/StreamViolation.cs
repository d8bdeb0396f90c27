namespace ClaudeSidecar.Tests.Fakes;

/// <summary>A stream that Anthropic would not have sent: which rule it breaks, and at which event.</summary>
internal sealed class StreamViolation(string rule, int index) : Exception($"Event {index}: {rule}")
{
    public string Rule => rule;
}
