namespace SampleDependency;

public class Greeting
{
    public static string For(string name) => $"Hello, {name}!";
}
