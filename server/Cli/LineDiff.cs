namespace ClaudeSidecar.Cli;

/// <summary>The lines that differ between two texts, marked <c>-</c> and <c>+</c>. For texts of a settings file's size.</summary>
internal static class LineDiff
{
    public static IEnumerable<string> Of(string before, string after)
    {
        var (left, right) = (Lines(before), Lines(after));
        var common = CommonLengths(left, right);
        for (int i = 0, j = 0; i < left.Length || j < right.Length;)
        {
            if (i < left.Length && j < right.Length && left[i] == right[j])
            {
                (i, j) = (i + 1, j + 1);
            }
            else if (j == right.Length || (i < left.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                yield return $"- {left[i++]}";
            }
            else
            {
                yield return $"+ {right[j++]}";
            }
        }
    }

    // Length of the longest common subsequence of the rests that begin at (i, j).
    private static int[,] CommonLengths(string[] left, string[] right)
    {
        var lengths = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = left[i] == right[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return lengths;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
}
