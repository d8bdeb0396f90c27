namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>A script cannot be played; the message names every problem with its path, one a line.</summary>
public sealed class InvalidScriptException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>Each problem as <c>path: what is wrong</c>.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
