import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import java.lang.reflect.Field;
import java.util.Map;

/// Prints the server options of the llama.cpp build inside `de.kherud:llama`, in its own words.
/// `java -cp llama-4.2.0.jar LlamaHelp.java > help.txt`; the parser leaves the JVM by itself.
public class LlamaHelp {
  @SuppressWarnings("unchecked")
  public static void main(String[] args) throws Exception {
    var parameters = new ModelParameters();
    for (Class<?> c = ModelParameters.class; c != null; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (Map.class.isAssignableFrom(field.getType())) {
          field.setAccessible(true);
          ((Map<String, String>) field.get(parameters)).put("--help", null);
        }
      }
    }
    new LlamaModel(parameters);
  }
}
