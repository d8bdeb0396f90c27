namespace ClaudeSidecar.Decision;

/// <summary>The family of a Claude model: some quota windows bind one family only (edge case 5).</summary>
public static class ModelFamily
{
    private static readonly string[] Known = ["opus", "sonnet", "haiku", "fable", "mythos"];

    /// <summary>The family's name; the id itself for a model of no known family.</summary>
    /// <param name="model">A model id, dated or not.</param>
    public static string Of(string model) =>
        Array.Find(Known, family => model.Contains(family, StringComparison.OrdinalIgnoreCase)) ?? model;
}
