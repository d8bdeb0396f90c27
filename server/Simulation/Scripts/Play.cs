namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>What the simulated model does when it is given a certain task, answer by answer.</summary>
/// <param name="Match">For which prompts.</param>
/// <param name="Steps">The answers, in order; each but the last normally calls tools.</param>
internal sealed record Play(RequestMatch Match, IReadOnlyList<PlayStep> Steps)
{
    /// <summary>Reads one play.</summary>
    public static Play Read(ScriptNode node)
    {
        var play = node.AsObject("match", "steps");
        var steps = play.Items("steps");
        if (steps.Count == 0)
        {
            play.Problem("steps", "a play needs at least one step");
        }

        return new(RequestMatch.Read(play.Child("match")), [.. steps.Select(PlayStep.Read)]);
    }
}
